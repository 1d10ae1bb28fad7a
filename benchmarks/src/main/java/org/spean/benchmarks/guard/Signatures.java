package org.spean.benchmarks.guard;

import java.time.Instant;
import java.util.List;
import org.spean.benchmarks.HashChainBenchmark;
import org.spean.benchmarks.SampleIdentity;
import org.spean.benchmarks.verification.VerifyBenchmark;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.crypto.xades.SignedObject;
import org.spean.testbed.authority.KeyKind;

/** Hash chains and signatures. */
final class Signatures {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final int BATCH = 64;

    private Signatures() {}

    /** The tree of a batch of 64 and the chain of one of its messages. */
    static Beside chainBuild() throws HashChainException {
        HashChainBenchmark chains = chains();
        return Calls.of(Codecs.digestOf(16384), () -> List.of(chains.tree(), chains.writeChain()));
    }

    static Beside chainWalk() throws HashChainException {
        HashChainBenchmark chains = chains();
        return Calls.of(Codecs.digestOf(1024), chains::walkWithKnownResult);
    }

    /** All of a signature but the operation with the key. */
    static Beside write() {
        SigningIdentity identity = SampleIdentity.of(KeyKind.RSA_2048).identity();
        SignatureTemplate template = SignatureTemplate.of(
                identity.chain(), identity.ocsp(), identity.key().algorithm(), DigestAlgorithm.SHA_512);
        byte[] digest = DigestAlgorithm.SHA_512.digest();
        byte[] value = new byte[256];
        return Calls.of(Codecs.digestOf(8192), () -> {
            SignatureTemplate.Draft draft = template.draft(SignedObject.HASH_CHAIN_RESULT, digest, NOW);
            return List.of(draft.signedInfo(), draft.document(value));
        });
    }

    /** The first message of a batch, with its signer known. */
    static Beside fastVerify() throws Exception {
        VerifyBenchmark verifying = verifying();
        return new Calls(1, verifying::publicKeyOperation, verifying::coldBatch, verifying::close);
    }

    /** A further message of a batch. */
    static Beside knownBatch() throws Exception {
        VerifyBenchmark verifying = verifying();
        return new Calls(1, Codecs.digestOf(1024), verifying::hit, verifying::close);
    }

    static Beside slowVerify() throws Exception {
        VerifyBenchmark verifying = verifying();
        return new Calls(1, verifying::publicKeyOperation, () -> String.valueOf(verifying.slow()), verifying::close);
    }

    private static HashChainBenchmark chains() throws HashChainException {
        HashChainBenchmark chains = new HashChainBenchmark();
        chains.batch = BATCH;
        chains.build();
        return chains;
    }

    private static VerifyBenchmark verifying() throws Exception {
        VerifyBenchmark verifying = new VerifyBenchmark();
        verifying.sign();
        return verifying;
    }
}
