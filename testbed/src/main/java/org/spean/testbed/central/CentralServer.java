package org.spean.testbed.central;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Takes management requests (PR-MSERV): registrations of authentication certificates straight over HTTPS, all others as a SOAP
 * service behind the management services' gateway. Verifies structure and signatures, remembers what it accepted, and answers
 * with a number or a SOAP fault; changes no global configuration.
 */
public final class CentralServer implements AutoCloseable {

    /** A request that was accepted. */
    public record Accepted(String code, String server, int requestId, String document) {}

    private static final int FIRST_REQUEST = 394;

    private final DisposableServer direct;
    private final DisposableServer service;
    private final X509Certificate certificate;
    private final AtomicInteger ids = new AtomicInteger(FIRST_REQUEST);
    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private volatile @Nullable X509Certificate authority;

    private CentralServer(InetSocketAddress address, InstantSource clock) throws SSLException {
        String host = address.getAddress().getHostAddress();
        Issued tls = CertificateAuthority.root("Spean testbed central server", KeyKind.RSA_2048, clock)
                .tls("central.test", host, KeyKind.RSA_2048);
        certificate = tls.certificate();
        SslContext context = SslContextBuilder.forServer(tls.key(), tls.certificate())
                .sslProvider(SslProvider.JDK)
                .build();
        InetSocketAddress free = new InetSocketAddress(address.getAddress(), 0);
        direct = HttpServer.create()
                .bindAddress(() -> address)
                .secure(spec -> spec.sslContext(context))
                .handle((request, response) -> answer(true, request, response))
                .bindNow();
        service = HttpServer.create()
                .bindAddress(() -> free)
                .handle((request, response) -> answer(false, request, response))
                .bindNow();
    }

    /** Starts it; port 0 takes a free one. */
    public static CentralServer start(InetSocketAddress address, InstantSource clock) throws SSLException {
        return new CentralServer(address, clock);
    }

    /** The authority whose certificates are good; until it is told, all requests are refused. */
    public void trust(X509Certificate approved) {
        authority = approved;
    }

    /** Where authentication certificates are registered. */
    public String registrationUrl() {
        return "https://" + at(direct) + "/managementservice/";
    }

    /** What it shows there. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Where the management services' gateway calls. */
    public String serviceUrl() {
        return "http://" + at(service) + "/managementservice/manage/";
    }

    private static String at(DisposableServer server) {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** What was accepted, in order. */
    public List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    private Mono<Void> answer(boolean straight, HttpServerRequest request, HttpServerResponse response) {
        String type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> response.header(HttpHeaderNames.CONTENT_TYPE, "text/xml; charset=UTF-8")
                        .sendByteArray(Mono.just(answer(straight, type, body).getBytes(UTF_8)))
                        .then());
    }

    private String answer(boolean straight, String type, byte[] body) {
        try {
            X509Certificate approved = authority;
            if (approved == null) {
                throw new RefusalException("No authority is approved");
            }
            List<RequestPart> parts = RequestPart.of(type, body);
            if (parts.isEmpty() || !parts.getFirst().header("content-type").startsWith("text/xml")) {
                throw new RefusalException("The first part is no text/xml");
            }
            RequestDocument document = RequestDocument.read(parts.getFirst().content());
            new RequestCheck(approved, parts, document).check(straight);
            int id = ids.getAndIncrement();
            String answer = document.answer(Integer.toString(id));
            accepted.add(new Accepted(document.code(), document.server(), id, answer));
            return answer;
        } catch (RefusalException e) {
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SOAP-ENV:Envelope"
                    + " xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"><SOAP-ENV:Body><SOAP-ENV:Fault>"
                    + "<faultcode>ManagementRequestRefused</faultcode><faultstring>"
                    + String.valueOf(e.getMessage()).replace("&", "&amp;").replace("<", "&lt;")
                    + "</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>";
        }
    }

    @Override
    public void close() {
        direct.disposeNow();
        service.disposeNow();
    }
}
