package org.spean.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Pki;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The OCSP responder of a set: answers with the responses that the captured messages carry, the earliest for each
 * certificate, and makes those that are in none of them with the responder's key.
 */
final class CapturedStatuses implements AutoCloseable {

    private static final Pattern EMBEDDED = Pattern.compile("EncapsulatedOCSPValue[^>]*>([^<]+)<");

    private record Subject(BigInteger serial, String issuerKey) {
        static Subject of(CertificateID id) {
            return new Subject(id.getSerialNumber(), HexFormat.of().formatHex(id.getIssuerKeyHash()));
        }
    }

    private final Pki pki;
    private final Instant since;
    private final Map<Subject, byte[]> captured = new HashMap<>();
    private final DisposableServer server;

    private CapturedStatuses(CaptureSet set, InetSocketAddress address) {
        this.pki = set.pki();
        List<Capture> messages = Exchanges.signed(set)
                .sorted(Comparator.comparing(Capture::date))
                .toList();
        this.since = messages.getFirst().date();
        messages.forEach(message -> shownIn(message).forEach(der -> captured.putIfAbsent(subject(der), der)));
        this.server = HttpServer.create()
                .bindAddress(() -> address)
                .handle((request, response) -> response.header("Content-Type", "application/ocsp-response")
                        .sendByteArray(request.receive()
                                .aggregate()
                                .asByteArray()
                                .flatMap(asked -> Mono.fromCallable(() -> answer(asked)))))
                .bindNow();
    }

    static CapturedStatuses start(CaptureSet set, InetSocketAddress address) {
        return new CapturedStatuses(set, address);
    }

    /** DER of all responses that a message carries: in front of it, and in its signature. */
    private static List<byte[]> shownIn(Capture message) {
        List<byte[]> shown = new ArrayList<>(message.ocsp());
        Matcher embedded = EMBEDDED.matcher(new String(message.signature().signature(), StandardCharsets.US_ASCII));
        while (embedded.find()) {
            shown.add(Base64.getDecoder().decode(embedded.group(1)));
        }
        return shown;
    }

    /** The time of the set's first message. */
    Instant since() {
        return since;
    }

    String url() {
        return "http://" + server.host() + ":" + server.port();
    }

    /** The captured bytes, with those responses that a later run of the servers had in place of ours. */
    byte[] ofTheFirstRun(Capture message, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (byte[] der : shownIn(message)) {
            byte[] first = captured.getOrDefault(subject(der), der);
            text = text.replace(binary(der), binary(first)).replace(base64(der), base64(first));
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String binary(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Subject subject(byte[] response) {
        try {
            BasicOCSPResp basic = (BasicOCSPResp) new OCSPResp(response).getResponseObject();
            return Subject.of(basic.getResponses()[0].getCertID());
        } catch (OCSPException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] answer(byte[] asked) throws Exception {
        CertificateID id = new OCSPReq(asked).getRequestList()[0].getCertID();
        byte[] known = captured.get(Subject.of(id));
        return known == null ? make(id) : known;
    }

    private byte[] make(CertificateID id)
            throws OCSPException, IOException, GeneralSecurityException, OperatorCreationException {
        X509CertificateHolder authority =
                new X509CertificateHolder(pki.certificate("ca").getEncoded());
        String responder = id.matchesIssuer(authority, new BcDigestCalculatorProvider()) ? "ocsp" : "ocsp-ica";
        X509CertificateHolder certificate =
                new X509CertificateHolder(pki.certificate(responder).getEncoded());
        BasicOCSPResp basic = new BasicOCSPRespBuilder(new RespID(certificate.getSubject()))
                .addResponse(id, CertificateStatus.GOOD, Date.from(since), (Date) null)
                .build(
                        new JcaContentSignerBuilder("SHA256withRSA").build(pki.key(responder)),
                        new X509CertificateHolder[] {certificate},
                        Date.from(since));
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
