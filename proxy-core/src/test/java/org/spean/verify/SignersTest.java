package org.spean.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidencePart;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;

/** Evidence proves that its sender signed, not merely that somebody did. */
class SignersTest {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden"), "golden");

    private static byte[] request(String client) {
        String service = "/r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity";
        return String.join("\r\n", "GET", service, "X-Road-Client:" + client, "x-road-id:1", "x-road-request-id:2", "")
                .getBytes(UTF_8);
    }

    private final GlobalConf conf = GlobalConfTree.read(GOLDEN.resolve("globalconf/V5-direct"));

    private ContainerReport report() throws Exception {
        try (SignatureVerifier signatures = new SignatureVerifier(VerifierSettings.DEFAULT);
                Container container = Container.open(
                        GOLDEN.resolve("asic/body-logging-on/asic-rest-post-json-consumer-request.asice"))) {
            var trust = new EvidenceTrust(conf.anchors(0), TimeStampAuthorities.of(conf.timeStampingCertificates()));
            return new ContainerVerifier(signatures, trust).verify(container, KeptElsewhere.NOTHING);
        }
    }

    @Test
    void theSenderIsTheSigner() throws Exception {
        var signers = new Signers(conf);
        ContainerReport own = report();
        signers.judge(MessageFacts.of(request("CAMBODIA/COM/CAMDX-000201/BANK")), own);
        assertThat(own.holds()).isTrue();

        ContainerReport foreign = report();
        signers.judge(MessageFacts.of(request("CAMBODIA/COM/CAMDX-000301/X")), foreign);
        assertThat(foreign.holds()).isFalse();
        assertThat(foreign.failures().get(EvidencePart.SENDER))
                .isEqualTo("Message is of CAMBODIA/COM/CAMDX-000301, but signed by CAMBODIA/COM/CAMDX-000201");

        for (String text : List.of("hello", "", "<a/>", "200\r\nOK\r\n", "<?xml version='1.0'?><!DOCTYPE a><a/>")) {
            ContainerReport none = report();
            signers.judge(MessageFacts.of(text.getBytes(UTF_8)), none);
            assertThat(none.failures()).as(text).containsOnlyKeys(EvidencePart.SENDER);
        }
    }
}
