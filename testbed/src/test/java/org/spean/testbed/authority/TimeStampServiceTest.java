package org.spean.testbed.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.testbed.authority.StampBehaviour.Lie;

/** What it says is a time-stamp that Bouncy Castle takes; what it is told to get wrong, Bouncy Castle refuses. */
class TimeStampServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T13:00:00Z");

    private final CertificateAuthority authority =
            CertificateAuthority.root("Test CA", KeyKind.EC_P256, InstantSource.fixed(NOW));
    private TimeStampService service;
    private HttpClient http;

    @BeforeEach
    void start() {
        service = TimeStampService.start(
                "Test TSA",
                authority,
                KeyKind.EC_P256,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.fixed(NOW));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        service.close();
    }

    @Test
    void stampsWhatItIsAskedFor() throws Exception {
        for (boolean withCertificate : new boolean[] {false, true}) {
            TimeStampRequest request = request("one", withCertificate);
            TimeStampResponse response = ask(request);
            response.validate(request);
            assertThat(response.getStatus()).isEqualTo(PKIStatus.GRANTED);
            assertThat(response.getTimeStampToken().getTimeStampInfo().getGenTime())
                    .isEqualTo(Date.from(NOW));
            assertThat(response.getTimeStampToken().getCertificates().getMatches(null))
                    .hasSize(withCertificate ? 1 : 0);
            assertSignedBy(response);
        }
        assertThat(service.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"WRONG_IMPRINT", "WRONG_NONCE"})
    void answersWhatDoesNotFit(Lie lie) throws Exception {
        service.behave(StampBehaviour.NORMAL.lying(lie));
        TimeStampRequest request = request("one", false);
        TimeStampResponse response = ask(request);
        assertSignedBy(response);
        if (lie == Lie.WRONG_NONCE) {
            assertThat(response.getTimeStampToken().getTimeStampInfo().getNonce())
                    .isNotNull();
        } else {
            assertThatThrownBy(() -> response.validate(request)).isInstanceOf(TSPException.class);
        }
    }

    @Test
    void answersWithWhatWasAskedForBefore() throws Exception {
        service.behave(StampBehaviour.NORMAL.lying(Lie.OTHER_REQUEST));
        TimeStampRequest first = request("one", false);
        ask(first).validate(first);
        TimeStampRequest second = request("two", false);
        TimeStampResponse response = ask(second);
        response.validate(first);
        assertThatThrownBy(() -> response.validate(second)).isInstanceOf(TSPException.class);
        assertSignedBy(response);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"WRONG_CERTIFICATE", "BROKEN_SIGNATURE"})
    void signsWrongly(Lie lie) throws Exception {
        service.behave(StampBehaviour.NORMAL.lying(lie));
        TimeStampRequest request = request("one", false);
        TimeStampResponse response = ask(request);
        response.validate(request);
        assertThatThrownBy(() -> assertSignedBy(response)).isInstanceOf(TSPException.class);
    }

    @Test
    void rejectsBabblesAndFails() throws Exception {
        TimeStampRequest request = request("one", false);
        service.behave(StampBehaviour.NORMAL.lying(Lie.NOT_GRANTED));
        assertThat(ask(request).getStatus()).isEqualTo(PKIStatus.REJECTION);
        service.behave(StampBehaviour.NORMAL.lying(Lie.GARBAGE));
        assertThatThrownBy(() -> ask(request)).isInstanceOf(TSPException.class);
        service.behave(StampBehaviour.NORMAL.lying(Lie.HUGE));
        assertThat(post(request).body()).hasSizeGreaterThan(1 << 20);
        service.behave(StampBehaviour.NORMAL.lying(Lie.HTTP_ERROR));
        assertThat(post(request).statusCode()).isEqualTo(503);
        service.behave(StampBehaviour.NORMAL.down());
        assertThatThrownBy(() -> post(request)).isInstanceOf(IOException.class);
        service.behave(StampBehaviour.NORMAL.past(Duration.ofDays(2)));
        assertThat(ask(request).getTimeStampToken().getTimeStampInfo().getGenTime())
                .isEqualTo(Date.from(NOW.minus(Duration.ofDays(2))));
    }

    @Test
    void takesACertificateThatIsForNothing() throws Exception {
        try (TimeStampService other = TimeStampService.start(
                "Other",
                authority.withoutPurpose("Other", KeyKind.EC_P256),
                authority,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.fixed(NOW))) {
            assertThat(other.certificate().getExtendedKeyUsage()).isNull();
            assertThat(service.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.8");
        }
    }

    private static TimeStampRequest request(String text, boolean withCertificate) throws Exception {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(withCertificate);
        return generator.generate(
                TSPAlgorithms.SHA512,
                MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void assertSignedBy(TimeStampResponse response) throws Exception {
        response.getTimeStampToken().validate(new JcaSimpleSignerInfoVerifierBuilder().build(service.certificate()));
    }

    private TimeStampResponse ask(TimeStampRequest request) throws Exception {
        HttpResponse<byte[]> response = post(request);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/timestamp-reply");
        return new TimeStampResponse(response.body());
    }

    private HttpResponse<byte[]> post(TimeStampRequest request) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(service.uri())
                        .header("Content-Type", "application/timestamp-query")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.getEncoded()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
