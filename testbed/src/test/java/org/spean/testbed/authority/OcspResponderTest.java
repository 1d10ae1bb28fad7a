package org.spean.testbed.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OcspResponderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T13:00:00Z");

    private final CertificateAuthority authority =
            CertificateAuthority.root("Test CA", KeyKind.EC_P256, InstantSource.fixed(NOW));
    private final Issued signer = authority.ocspResponder("Test OCSP", KeyKind.EC_P256);
    private final Issued leaf = authority.tls("some.test", "127.0.0.1", KeyKind.EC_P256);
    private OcspResponder responder;
    private HttpClient http;

    @BeforeEach
    void start() {
        responder = OcspResponder.start(
                new OcspAnswers(authority, signer),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.fixed(NOW));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        responder.close();
    }

    @Test
    void answersPostAndGetWithASignedGoodStatus() throws Exception {
        byte[] request = request(leaf.certificate().getSerialNumber());
        for (byte[] der : new byte[][] {post(request), get(request)}) {
            BasicOCSPResp basic = (BasicOCSPResp) new OCSPResp(der).getResponseObject();
            assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer.certificate())))
                    .isTrue();
            SingleResp one = basic.getResponses()[0];
            assertThat(one.getCertStatus()).isNull();
            assertThat(one.getThisUpdate()).isEqualTo(Date.from(NOW));
            assertThat(one.getNextUpdate()).isEqualTo(Date.from(NOW.plusSeconds(3600)));
        }
        assertThat(responder.requests()).isEqualTo(2);
    }

    @Test
    void saysWhatItIsTold() throws Exception {
        byte[] request = request(leaf.certificate().getSerialNumber());
        authority.status(leaf.certificate(), CertificateStatus.REVOKED);
        assertThat(single(post(request)).getCertStatus()).isInstanceOf(RevokedStatus.class);
        authority.status(leaf.certificate(), CertificateStatus.UNKNOWN);
        assertThat(single(post(request)).getCertStatus()).isInstanceOf(UnknownStatus.class);
        responder.behave(OcspBehaviour.NORMAL.stale(Duration.ofHours(3)).valid(Duration.ZERO));
        assertThat(single(post(request)).getThisUpdate()).isEqualTo(Date.from(NOW.minusSeconds(3 * 3600)));
        assertThat(single(post(request)).getNextUpdate()).isNull();
        assertThat(single(post(request(BigInteger.valueOf(99_999)))).getCertStatus())
                .isInstanceOf(UnknownStatus.class);
        assertThat(new OCSPResp(post(new byte[] {1, 2, 3})).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        responder.behave(OcspBehaviour.NORMAL.down());
        assertThatThrownBy(() -> post(request)).isInstanceOf(IOException.class);
    }

    private byte[] request(BigInteger serial) throws Exception {
        CertificateID id = new CertificateID(
                new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1), authority.holder(), serial);
        return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    }

    private byte[] post(byte[] request) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(responder.uri())
                .header("Content-Type", "application/ocsp-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build());
    }

    private byte[] get(byte[] request) throws IOException, InterruptedException {
        String path = URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.US_ASCII);
        return send(
                HttpRequest.newBuilder(URI.create(responder.uri() + "/" + path)).build());
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/ocsp-response");
        return response.body();
    }

    private static SingleResp single(byte[] der) throws Exception {
        return ((BasicOCSPResp) new OCSPResp(der).getResponseObject()).getResponses()[0];
    }
}
