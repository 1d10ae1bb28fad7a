package org.spean.opmonitor;

import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceDescription;
import org.spean.exchange.ExchangeReport;
import org.spean.exchange.ExchangeReport.MessageSize;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.fault.Fault;
import org.spean.fault.ServiceSoapFault;
import org.spean.globalconf.SecurityServer;
import org.spean.message.RequestHead;
import org.spean.message.RestRequest;
import org.spean.message.SoapMessage.RepresentedParty;
import org.spean.message.SoapRequest;
import org.spean.messagelog.Side;
import org.spean.view.View;

/**
 * Makes records of reports, under one configuration. On the event loop of the exchange: copies references and numbers, so that
 * no message is kept by a record.
 */
final class RecordFactory {
    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_FAULT = 2048;

    private final GatewayConfig config;
    private final String internalIp;
    private final @Nullable String ownAddress;

    RecordFactory(View view) {
        config = view.config();
        internalIp = InternalAddress.of(config.listen());
        SecurityServer own = view.globalConf().server(config.instanceServer());
        ownAddress = own == null || own.address().isEmpty() ? null : own.address();
    }

    OperationalRecord record(ExchangeReport report) {
        RequestHead request = report.request();
        boolean consumer = report.role() == Side.CONSUMER;
        SecurityServer peer = report.peer();
        String peerAddress = peer == null || peer.address().isEmpty() ? null : peer.address();
        long requestIn = report.began().toEpochMilli();
        Times times = Times.of(report, requestIn);
        Fault fault = report.fault();
        boolean succeeded = report.outcome() == Outcome.OK;
        MessageSize asked = report.requestSize();
        MessageSize answered = succeeded ? report.responseSize() : null;
        boolean soap = request instanceof SoapRequest;
        return new OperationalRecord(
                report.role(),
                internalIp,
                requestIn,
                times.requestOut,
                times.responseIn,
                times.responseOut,
                request.client(),
                request.service(),
                soap ? null : request.verb(),
                null,
                party(request),
                cut(request.queryId(), LONGEST_TEXT),
                cut(request instanceof SoapRequest s ? s.message().userId() : header(request, "x-road-userid")),
                cut(request instanceof SoapRequest s ? s.message().issue() : header(request, "x-road-issue")),
                soap ? "4.0" : "1",
                consumer ? ownAddress : peerAddress,
                consumer ? peerAddress : ownAddress,
                soap ? asked.message() : asked.total(),
                answered == null ? -1 : soap ? answered.message() : answered.total(),
                soap && asked.attachments() > 0 ? asked.total() : -1,
                soap ? asked.attachments() : 0,
                soap && answered != null && answered.attachments() > 0 ? answered.total() : -1,
                answered == null ? -1 : soap ? answered.attachments() : 0,
                succeeded,
                fault == null ? null : cut(fault.code(config.faultStyle())),
                fault == null ? null : cut(fault.message(), LONGEST_FAULT),
                soap || report.status() == 0 ? -1 : report.status(),
                serviceType(request, consumer),
                config.proxyVersion(),
                request.requestId());
    }

    /** Milliseconds since 1970, -1: the exchange did not come so far. */
    private record Times(long requestOut, long responseIn, long responseOut) {
        /** The request goes out as SEND begins, or CALL; the answer as DELIVER does, or SEAL. */
        static Times of(ExchangeReport report, long requestIn) {
            boolean consumer = report.role() == Side.CONSUMER;
            String out = consumer ? "SEND" : "CALL";
            String back = consumer ? "DELIVER" : "SEAL";
            long elapsed = 0;
            long requestOut = -1;
            long responseOut = report.totalNanos();
            for (ExchangeReport.StepTime step : report.steps()) {
                if (step.step().equals(out)) {
                    requestOut = elapsed;
                } else if (step.step().equals(back)) {
                    responseOut = elapsed;
                }
                elapsed += step.nanos();
            }
            if (report.fault() != null) {
                responseOut = report.totalNanos();
            }
            boolean faultOfService = !consumer && report.fault() instanceof ServiceSoapFault;
            long responseIn = report.answeredNanos() != 0 ? report.answeredNanos() : faultOfService ? responseOut : -1;
            return new Times(after(requestIn, requestOut), after(requestIn, responseIn), after(requestIn, responseOut));
        }

        private static long after(long millis, long nanos) {
            return nanos < 0 ? -1 : millis + nanos / 1_000_000;
        }
    }

    private String serviceType(RequestHead request, boolean consumer) {
        if (request instanceof SoapRequest) {
            return "WSDL";
        }
        ServiceConfig service = consumer ? null : config.service(request.service());
        ServiceDescription description = service == null ? null : service.description();
        return description != null && description.kind() == ServiceDescription.Kind.OPENAPI ? "OPENAPI3" : "REST";
    }

    private static @Nullable RepresentedParty party(RequestHead request) {
        if (request instanceof SoapRequest soap) {
            return soap.message().representedParty();
        }
        String value = header(request, "x-road-represented-party");
        if (value == null || value.isEmpty()) {
            return null;
        }
        int slash = value.indexOf('/');
        return slash < 0
                ? new RepresentedParty(null, cut(value, LONGEST_TEXT))
                : new RepresentedParty(cut(value.substring(0, slash)), cut(value.substring(slash + 1), LONGEST_TEXT));
    }

    private static @Nullable String header(RequestHead request, String name) {
        return request instanceof RestRequest rest ? rest.header(name) : null;
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : cut(text, LONGEST_TEXT);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
