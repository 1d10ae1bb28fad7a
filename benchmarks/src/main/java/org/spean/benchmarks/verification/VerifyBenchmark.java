package org.spean.benchmarks.verification;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.VerifyingKeys;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verdict;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.crypto.xades.ReadSignature;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureReader;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.crypto.xades.SignedObject;
import org.spean.identifier.MemberId;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspAnswers;
import org.spean.testbed.authority.OcspBehaviour;

/**
 * A message with a body, one of a batch of 16: its signature seen before, its signer seen before, neither, and by the slow
 * path; and of these the share of reading and of the public-key operation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class VerifyBenchmark {

    private static final int BATCH = 16;
    private static final DigestAlgorithm DIGEST = DigestAlgorithm.SHA_512;
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final MemberId BANK = new MemberId("CAMBODIA", "COM", "CAMDX-000201");

    /** The signer's kind of key. */
    @Param({"RSA_2048", "EC_P256"})
    public KeyKind key = KeyKind.RSA_2048;

    private final SignatureVerifier remembering = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final SignatureVerifier forgettingBatches = new SignatureVerifier(new VerifierSettings(0, 256, 1, 16));
    private final SignatureVerifier forgetting = new SignatureVerifier(new VerifierSettings(0, 0, 1, 16));
    private final VerifyingKeys keys = new VerifyingKeys();
    private TrustAnchors anchors = TrustAnchors.of(List.of(), OcspRules.of(Duration.ofHours(1)), 0);
    private MessageDigests message = new MessageDigests(DIGEST, new byte[DIGEST.length()], List.of());
    private SignatureParts parts = SignatureParts.direct(new byte[0]);
    private @Nullable SignatureDocument document;
    private @Nullable PublicKey publicKey;

    @Setup
    public void sign() throws GeneralSecurityException {
        var authority = CertificateAuthority.root("Benchmark CA", KeyKind.RSA_2048, InstantSource.fixed(NOW));
        var responder = authority.ocspResponder("Benchmark OCSP", KeyKind.RSA_2048);
        var signer = authority.signing(
                new CertificateAuthority.Subject("CAMBODIA", "COM", "CAMDX-000201", "ss-bank", "Bank"), key);
        var ocsp = OcspResponse.parse(
                new OcspAnswers(authority, responder).about(signer.certificate(), OcspBehaviour.NORMAL, NOW));
        var node = new CaNode(
                authority.certificate(),
                List.of(new OcspResponder(URI.create("http://127.0.0.1/"), responder.certificate())));
        var profile = CertificateProfiles.named(
                "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider", "CAMBODIA");
        anchors = TrustAnchors.of(
                List.of(new ApprovedCa("Benchmark", false, node, List.of(), profile)),
                OcspRules.of(Duration.ofHours(1)),
                1);

        List<MessageDigests> messages = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            messages.add(new MessageDigests(
                    DIGEST, DIGEST.digest(new byte[] {(byte) i}), List.of(DIGEST.digest(new byte[] {1, (byte) i}))));
        }
        var tree = HashTree.over(
                DIGEST, messages.stream().map(MessageDigests::leaf).toList());
        byte[] result = HashChainWriter.result(DIGEST, tree.root());
        KeyAlgorithm algorithm = KeyAlgorithm.of(signer.key());
        var draft = SignatureTemplate.of(List.of(signer.certificate()), List.of(ocsp), algorithm, DIGEST)
                .draft(SignedObject.HASH_CHAIN_RESULT, DIGEST.digest(result), NOW);
        Signature signature =
                Signature.getInstance(algorithm == KeyAlgorithm.RSA ? "SHA512withRSA" : "SHA512withECDSAinP1363Format");
        signature.initSign(signer.key());
        signature.update(draft.signedInfo());
        message = messages.get(5);
        parts = new SignatureParts(
                draft.document(signature.sign()), result, HashChainWriter.chain(tree.path(5), message));
        publicKey = signer.certificate().getPublicKey();
        document = (SignatureDocument) SignatureReader.read(parts.signature());
        for (Verdict verdict : List.of(hit(), coldBatch(), coldSigner(), slow())) {
            if (!(verdict instanceof Verified)) {
                throw new IllegalStateException(verdict.toString());
            }
        }
    }

    @TearDown
    public void close() {
        remembering.close();
        forgettingBatches.close();
        forgetting.close();
    }

    /** Another message of a batch already verified. */
    @Benchmark
    public Verdict hit() {
        return remembering.verify(parts, message, BANK, anchors, NOW);
    }

    /** The first message of a batch; signer and OCSP response are known. */
    @Benchmark
    public Verdict coldBatch() {
        return forgettingBatches.verify(parts, message, BANK, anchors, NOW);
    }

    /** The first message after the signer's OCSP response was renewed, but for what the trust anchors remember. */
    @Benchmark
    public Verdict coldSigner() {
        return forgetting.verify(parts, message, BANK, anchors, NOW);
    }

    /** By the slow reader, hand-over to its thread and back included. */
    @Benchmark
    public @Nullable Verdict slow() {
        return forgettingBatches
                .verifySlowly(parts, message, BANK, anchors, NOW)
                .block();
    }

    /** The fast reader alone. */
    @Benchmark
    public ReadSignature readFast() {
        return SignatureReader.read(parts.signature());
    }

    /** The slow reader alone. */
    @Benchmark
    public ReadSignature readSlow() {
        return SantuarioReader.read(parts.signature());
    }

    /** The public-key operation alone. */
    @Benchmark
    public boolean publicKeyOperation() {
        SignatureDocument read = Objects.requireNonNull(document);
        return keys.verify(
                Objects.requireNonNull(publicKey),
                read.key(),
                read.signatureDigest(),
                read.signedInfo(),
                read.signatureValue());
    }
}
