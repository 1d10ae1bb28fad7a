package org.spean.envmonitor;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.spean.config.EnvironmentalMonitoringConfig;
import org.spean.exchange.BuiltInService;
import org.spean.exchange.OwnerService;
import org.spean.fault.FaultCode;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.MessageEnd;
import org.spean.message.MessageSink;
import org.spean.message.RequestHead;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.soap.BodyElement;
import org.spean.soap.SoapReply;
import org.spean.view.View;

/**
 * {@code getSecurityServerMetrics}, a service of the owner of this security server, to the owner and to the monitoring client of
 * the global configuration (PR-ENVMONMES).
 */
public final class MetricsService implements BuiltInService {
    private static final String SERVICE = "getSecurityServerMetrics";
    private static final String NAMESPACE = "http://x-road.eu/xsd/monitoring";
    private static final Set<String> TOLD_TO_STRANGERS = Set.of("Certificates", "OperatingSystem");

    private final EnvironmentalMonitor monitor;
    private final EnvironmentalMonitoringConfig config;
    private final OwnerService owner;
    private final String version;
    private final Supplier<List<MonitoredCertificate>> certificates;

    /**
     * @param version of this gateway
     * @param certificates asked for each answer, on a thread that may block
     */
    public MetricsService(
            EnvironmentalMonitor monitor,
            EnvironmentalMonitoringConfig config,
            OwnerService owner,
            String version,
            Supplier<List<MonitoredCertificate>> certificates) {
        this.monitor = monitor;
        this.config = config;
        this.owner = owner;
        this.version = version;
        this.certificates = certificates;
    }

    @Override
    public boolean answers(RequestHead request) {
        return owner.asked(request, SERVICE);
    }

    @Override
    public boolean allows(View view, RequestHead request) {
        return owner.seesAll(view, request);
    }

    @Override
    public void call(View view, RequestHead request, String requestHash, MessageSink answer) {
        SoapRequest soap = (SoapRequest) request;
        BodyElement asked = BodyElement.named(soap.message(), SERVICE, NAMESPACE, Origin.SERVER_PROXY);
        Set<String> wanted = wanted(asked);
        boolean narrowed = !wanted.isEmpty();
        if (config.limitRemoteData() && !owner.isOwner(request)) {
            if (narrowed) {
                wanted.retainAll(TOLD_TO_STRANGERS);
            } else {
                wanted.addAll(TOLD_TO_STRANGERS);
            }
        }
        boolean nothing = narrowed && wanted.isEmpty();
        monitor.answer(() -> answer(soap, requestHash, nothing ? Set.of("") : wanted, answer));
    }

    /** Names of the metrics asked for; empty: all. */
    private static Set<String> wanted(BodyElement asked) {
        Set<String> names = new LinkedHashSet<>();
        BodyElement spec = asked.child("outputSpec", Origin.SERVER_PROXY);
        if (spec != null) {
            spec.children("outputField").forEach(field -> names.add(field.text()));
        }
        return names;
    }

    private void answer(SoapRequest request, String requestHash, Set<String> wanted, MessageSink answer) {
        try {
            SoapMessage message = message(request, requestHash, wanted);
            String type = SoapReply.contentType(message);
            answer.write(
                    new SoapResponse(message, new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, type), type));
            answer.write(MessageEnd.INSTANCE);
        } catch (IOException | RuntimeException e) {
            answer.abort(OwnFault.of(
                    FaultCode.INTERNAL_ERROR, Origin.SERVER_PROXY, "Metrics cannot be taken at the moment", e));
        }
    }

    private SoapMessage message(SoapRequest request, String requestHash, Set<String> wanted) throws IOException {
        Metric proxyVersion = new Metric.Text("proxyVersion", version);
        List<Metric> system = monitor.metrics(wanted, certificates.get(), version);
        Metric server = new Metric.Set(
                "SERVER:" + owner.server(),
                system.isEmpty()
                        ? List.of(proxyVersion)
                        : List.of(proxyVersion, new Metric.Set("systemMetrics", system)));
        StringBuilder out = new StringBuilder(8192);
        out.append("<m:")
                .append(SERVICE)
                .append("Response xmlns:m=\"")
                .append(NAMESPACE)
                .append("\">");
        server.write(out);
        out.append("</m:").append(SERVICE).append("Response>");
        return SoapReply.to(request.message(), SERVICE + "Response", out.toString(), requestHash);
    }
}
