package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * Finds out which provider signs fastest on this machine: the JDK, Conscrypt or, where it can be loaded, Amazon Corretto
 * Crypto Provider. They differ by a factor of three, and not everywhere in the same order. All sign in turn
 * until the time is over, and the best single time of each counts, so that a busy machine does not decide. What was
 * found for one key holds for others of its kind and size, so many keys do not make a slow start.
 *
 * <p>The contest may {@linkplain #afterStart wait} until a process has started: until then keys sign by the first provider
 * that can, and a faster one takes over between two signatures.
 *
 * <p>Every key's first signature by a provider is verified by the JDK: one that signs wrongly is not used. Safe for use by
 * many threads.
 */
public final class ProviderProbe {
    /** How long the signing contest takes by default. */
    public static final Duration DEFAULT_TIME = Duration.ofMillis(50);

    private static final Logger log = LoggerFactory.getLogger(ProviderProbe.class);
    private static final byte[] SAMPLE = new byte[2048];

    private final Duration time;
    private final VerifyingKeys verifier = VerifyingKeys.ofJdk();
    private final Map<String, String> fastest = new ConcurrentHashMap<>();

    /** Keys whose contest waits; {@code null}: none waits any more. */
    private @Nullable List<Waiting> waiting;

    private record Waiting(PrivateKey key, PublicKey verifying, ProviderKey signing) {}

    /** Takes {@link #DEFAULT_TIME} for each kind and size of key. */
    public ProviderProbe() {
        this(DEFAULT_TIME);
    }

    /** Takes the given time, for all providers together, for each kind and size of key. */
    public ProviderProbe(Duration time) {
        this.time = time;
    }

    /** Whose contests wait for {@link #begin}. */
    public static ProviderProbe afterStart() {
        ProviderProbe probe = new ProviderProbe();
        probe.waiting = new ArrayList<>();
        return probe;
    }

    /** Loads the provider that signs until a contest is over. Takes a while the first time. */
    public static void load() {
        Providers.name(Providers.CONSCRYPT);
    }

    /**
     * Holds the contests that wait. From now on none waits. Takes the time to load all providers and that of a probe for each
     * kind of key.
     */
    public void begin() {
        List<Waiting> keys;
        synchronized (this) {
            keys = waiting == null ? List.of() : waiting;
            waiting = null;
        }
        for (Waiting of : keys) {
            try {
                of.signing.signAs(fastest(of.key, of.verifying).key());
            } catch (GeneralSecurityException | RuntimeException e) { // it goes on signing as it does
                log.warn("no contest of providers for a key: {}", e.toString());
            }
        }
    }

    /**
     * The key, signing by the fastest provider that signs it rightly. Takes CPU for the probe's time unless it waits. A key that never leaves
     * its token signs there, and is not tried.
     *
     * @throws GeneralSecurityException when not even the JDK can sign with it
     */
    public SigningKey fastest(KeyEntry entry) throws GeneralSecurityException {
        if (entry.key() instanceof SigningKey inToken) {
            return inToken;
        }
        return signing(entry.key(), entry.certificate().getPublicKey());
    }

    /**
     * A key for handshakes, by the fastest provider that signs rightly with it. As {@link #fastest(KeyEntry)} otherwise.
     *
     * @param verifying the public key
     */
    public ProviderKey forHandshakes(PrivateKey key, PublicKey verifying) throws GeneralSecurityException {
        return signing(key, verifying).key();
    }

    private LocalSigningKey signing(PrivateKey of, PublicKey verifying) throws GeneralSecurityException {
        synchronized (this) {
            if (waiting != null) {
                LocalSigningKey first = first(of, verifying);
                waiting.add(new Waiting(of, verifying, first.key()));
                return first;
            }
        }
        return fastest(of, verifying);
    }

    private LocalSigningKey first(PrivateKey of, PublicKey verifying) throws GeneralSecurityException {
        LocalSigningKey boring = Providers.CONSCRYPT == null ? null : tried(of, Providers.CONSCRYPT, verifying);
        if (boring != null) {
            return boring;
        }
        LocalSigningKey jdk = new LocalSigningKey(of, null);
        mustSign(jdk, verifying);
        return jdk;
    }

    private LocalSigningKey fastest(PrivateKey of, PublicKey verifying) throws GeneralSecurityException {
        List<LocalSigningKey> able = new ArrayList<>();
        for (Provider provider : Providers.others()) {
            LocalSigningKey key = tried(of, provider, verifying);
            if (key != null) {
                able.add(key);
            }
        }
        LocalSigningKey jdk = new LocalSigningKey(of, null);
        mustSign(jdk, verifying);
        able.add(jdk);
        return able.size() == 1 ? jdk : contest(kind(of), able);
    }

    private @Nullable LocalSigningKey tried(PrivateKey key, Provider provider, PublicKey verifying) {
        try {
            LocalSigningKey signing = new LocalSigningKey(key, provider);
            mustSign(signing, verifying);
            return signing;
        } catch (GeneralSecurityException | RuntimeException e) { // a provider may refuse a curve or size either way
            log.info("{} does not sign with this key: {}", provider.getName(), e.toString());
            return null;
        }
    }

    private void mustSign(LocalSigningKey key, PublicKey verifying) throws GeneralSecurityException {
        byte[] signature = key.signNow(SAMPLE, DigestAlgorithm.SHA_512);
        if (!verifier.verify(verifying, key.algorithm(), DigestAlgorithm.SHA_512, SAMPLE, signature)) {
            throw new GeneralSecurityException(key.provider() + ": the signature is wrong");
        }
    }

    private LocalSigningKey contest(String kind, List<LocalSigningKey> keys) throws GeneralSecurityException {
        String known = fastest.get(kind);
        for (LocalSigningKey key : keys) {
            if (key.provider().equals(known)) {
                return key;
            }
        }
        long[] best = new long[keys.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        long start = System.nanoTime();
        do {
            for (int i = 0; i < best.length; i++) {
                long before = System.nanoTime();
                keys.get(i).signNow(SAMPLE, DigestAlgorithm.SHA_512);
                best[i] = Math.min(best[i], System.nanoTime() - before);
            }
        } while (System.nanoTime() - start < time.toNanos());
        int winner = 0;
        for (int i = 1; i < best.length; i++) {
            if (best[i] < best[winner]) {
                winner = i;
            }
        }
        fastest.put(kind, keys.get(winner).provider());
        log.info(
                "{} signs fastest with {} keys, once in {} µs", keys.get(winner).provider(), kind, best[winner] / 1000);
        return keys.get(winner);
    }

    private static String kind(PrivateKey key) {
        int bits = switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength();
            case ECKey ec -> ec.getParams().getOrder().bitLength();
            default -> 0;
        };
        return key.getAlgorithm() + '-' + bits;
    }
}
