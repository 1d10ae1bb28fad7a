package org.spean.crypto.signing;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.Pkcs12;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Pki;
import org.spean.identifier.MemberId;
import reactor.core.publisher.Mono;

/** Keys that tests control, and identities around them. */
final class TestKeys {
    static final MemberId BANK = new MemberId("CAMBODIA", "COM", "CAMDX-000201");

    private TestKeys() {}

    /** The key of the captures' bank. */
    static SigningIdentity bank(String set) {
        return identity(set, "bank-sign");
    }

    /** A key of a capture set; the OCSP response is that of a request's authentication certificate, whose subject nobody checks. */
    static SigningIdentity identity(String set, String name) {
        try {
            KeyEntry entry = Pkcs12.load(CaptureSet.named(set).pki().keyStore(name), Pki.PASSWORD.toCharArray(), null);
            OcspResponse ocsp = OcspResponse.parse(
                    Capture.of(set, set.equals("ec") ? "ec-rest-get" : "rest-post-json", Capture.Direction.REQUEST)
                            .ocsp()
                            .getFirst());
            return new SigningIdentity(
                    BANK, List.of(entry.certificate()), List.of(ocsp), new ProviderProbe().fastest(entry));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static SigningIdentity with(SigningIdentity identity, SigningKey key) {
        return new SigningIdentity(identity.member(), identity.chain(), identity.ocsp(), key);
    }

    /** A key that reports an error. */
    static SigningKey broken(boolean onCpu) {
        return new Key(KeyAlgorithm.RSA, onCpu) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                return Mono.error(new java.security.SignatureException("out of order"));
            }
        };
    }

    /** What every key of a test is. */
    abstract static class Key implements SigningKey {
        private final KeyAlgorithm algorithm;
        private final boolean onCpu;

        Key(KeyAlgorithm algorithm, boolean onCpu) {
            this.algorithm = algorithm;
            this.onCpu = onCpu;
        }

        @Override
        public KeyAlgorithm algorithm() {
            return algorithm;
        }

        @Override
        public boolean onCpu() {
            return onCpu;
        }
    }

    /** Signs with another key, but only as often as the test allows; counts. */
    static final class Gated extends Key {
        final Semaphore permits = new Semaphore(0);
        final Semaphore entered = new Semaphore(0);
        final AtomicInteger signatures = new AtomicInteger();
        private final SigningKey key;

        Gated(SigningKey key) {
            super(key.algorithm(), true);
            this.key = key;
        }

        @Override
        public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
            return Mono.fromCallable(() -> {
                entered.release();
                permits.acquire();
                signatures.incrementAndGet();
                return Objects.requireNonNull(key.sign(data, digest).block());
            });
        }
    }
}
