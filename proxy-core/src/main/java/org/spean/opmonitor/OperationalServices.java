package org.spean.opmonitor;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.spean.config.OperationalMonitoringConfig;
import org.spean.exchange.BuiltInService;
import org.spean.exchange.OwnerService;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.identifier.ClientId;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageSink;
import org.spean.message.RequestHead;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.soap.BodyElement;
import org.spean.soap.SoapBodyWriter;
import org.spean.soap.SoapReply;
import org.spean.view.View;

/**
 * {@code getSecurityServerOperationalData} and {@code getSecurityServerHealthData}, services of the owner of this security
 * server to every client (PR-OPMON). The owner and the monitoring client of the global configuration get all records, others
 * those of their own exchanges.
 */
public final class OperationalServices implements BuiltInService {
    private static final String DATA = "getSecurityServerOperationalData";
    private static final String HEALTH = "getSecurityServerHealthData";
    private static final String NAMESPACE = "http://x-road.eu/xsd/op-monitoring.xsd";
    private static final String ATTACHMENT = "operational-monitoring-data.json.gz";

    private final OperationalMonitor monitor;
    private final OperationalMonitoringConfig config;
    private final OwnerService owner;

    public OperationalServices(OperationalMonitor monitor, OperationalMonitoringConfig config, OwnerService owner) {
        this.monitor = monitor;
        this.config = config;
        this.owner = owner;
    }

    @Override
    public boolean answers(RequestHead request) {
        return owner.asked(request, DATA) || owner.asked(request, HEALTH);
    }

    @Override
    public boolean allows(View view, RequestHead request) {
        return true;
    }

    @Override
    public void call(View view, RequestHead request, String requestHash, MessageSink answer) {
        SoapRequest soap = (SoapRequest) request;
        String service = soap.service().serviceCode();
        BodyElement asked = BodyElement.named(soap.message(), service, NAMESPACE, Origin.SERVER_PROXY);
        if (service.equals(DATA)) {
            RecordQuery query = OperationalData.query(
                    asked, owner.seesAll(view, request) ? null : request.client(), config.maxRecords());
            monitor.answer(() -> guarded(answer, () -> data(soap, requestHash, query, answer)));
        } else {
            ClientId provider = provider(asked);
            monitor.answer(() -> guarded(answer, () -> health(soap, requestHash, provider, answer)));
        }
    }

    private interface Task {
        void run() throws SQLException, IOException;
    }

    private static void guarded(MessageSink answer, Task task) {
        try {
            task.run();
        } catch (FaultException e) {
            answer.abort(e.fault());
        } catch (SQLException | IOException | RuntimeException e) {
            answer.abort(OwnFault.of(
                    FaultCode.INTERNAL_ERROR, Origin.SERVER_PROXY, "Operational data cannot be read at the moment", e));
        }
    }

    private void data(SoapRequest request, String requestHash, RecordQuery query, MessageSink answer)
            throws SQLException, IOException {
        OperationalData.Payload payload = OperationalData.payload(
                monitor.store(), query, monitor.clock().instant().getEpochSecond(), config.offset());
        String content = "<om:recordsCount>" + payload.count() + "</om:recordsCount><om:records>cid:" + ATTACHMENT
                + "</om:records>"
                + (payload.nextFrom() < 0 ? "" : "<om:nextRecordsFrom>" + payload.nextFrom() + "</om:nextRecordsFrom>");
        SoapMessage message = reply(request, DATA + "Response", content, requestHash);
        String type = "multipart/related; type=\"text/xml\"; charset=UTF-8; boundary=" + SoapBodyWriter.boundary();
        answer.write(new SoapResponse(message, contentType(SoapReply.contentType(message)), type));
        answer.write(new AttachmentHead(
                1,
                contentType("application/gzip")
                        .set("content-transfer-encoding", "binary")
                        .set("content-id", "<" + ATTACHMENT + ">")));
        answer.write(new Content(Unpooled.wrappedBuffer(payload.gzip())));
        answer.write(MessageEnd.INSTANCE);
    }

    private void health(SoapRequest request, String requestHash, @Nullable ClientId provider, MessageSink answer) {
        String content = HealthData.content(monitor, config.healthPeriod(), provider);
        SoapMessage message = reply(request, HEALTH + "Response", content, requestHash);
        String type = SoapReply.contentType(message);
        answer.write(new SoapResponse(message, contentType(type), type));
        answer.write(MessageEnd.INSTANCE);
    }

    private static @Nullable ClientId provider(BodyElement asked) {
        BodyElement criteria = asked.child("filterCriteria", Origin.SERVER_PROXY);
        BodyElement client = criteria == null ? null : criteria.child("client", Origin.SERVER_PROXY);
        return client == null ? null : client.client(Origin.SERVER_PROXY);
    }

    private static SoapMessage reply(SoapRequest request, String element, String content, String requestHash) {
        return SoapReply.to(
                request.message(),
                element,
                "<om:" + element + " xmlns:om=\"" + NAMESPACE + "\" xmlns:iden=\"http://x-road.eu/xsd/identifiers\">"
                        + content + "</om:" + element + ">",
                requestHash);
    }

    private static HttpHeaders contentType(String type) {
        return new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, type);
    }
}
