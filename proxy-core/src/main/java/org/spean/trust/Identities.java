package org.spean.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.identifier.MemberId;

/**
 * With which keys this gateway may sign and authenticate now: those it was given, whose certificates lead to an approved
 * authority and are shown to be good by OCSP. Look-ups are for any thread and do not block; changes are computed by the
 * caller of {@link #use} and {@link #refresh}, who should be off the event loops.
 */
public final class Identities {
    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    private final Supplier<TrustAnchors> anchors;
    private final OcspStatuses statuses;
    private final ProviderProbe probe;
    private final InstantSource clock;
    private final Map<KeyEntry, SigningKey> keys = new ConcurrentHashMap<>();
    private @Nullable KeyEntry authenticationEntry;
    private Set<KeyEntry> signingEntries = Set.of();
    private volatile Map<MemberId, Signer> signers = Map.of();
    private volatile @Nullable AuthenticationIdentity authentication;

    /** A member's key; remembers the identity it was last asked for. */
    private static final class Signer {
        private final MemberId member;
        private final List<X509Certificate> chain;
        private final SigningKey key;
        private volatile @Nullable SigningIdentity last;

        Signer(MemberId member, List<X509Certificate> chain, SigningKey key) {
            this.member = member;
            this.chain = chain;
            this.key = key;
        }

        SigningIdentity with(List<OcspResponse> responses) {
            SigningIdentity known = last;
            if (known == null || !known.ocsp().equals(responses)) {
                known = new SigningIdentity(member, chain, responses, key);
                last = known;
            }
            return known;
        }
    }

    /** Without keys until {@link #use}. */
    public Identities(Supplier<TrustAnchors> anchors, OcspStatuses statuses, ProviderProbe probe, InstantSource clock) {
        this.anchors = anchors;
        this.statuses = statuses;
        this.probe = probe;
        this.clock = clock;
    }

    /** Replaces all keys. Takes the time of a probe for each kind of key not seen before. */
    public synchronized void use(@Nullable KeyEntry authenticationKey, Set<KeyEntry> signingKeys) {
        authenticationEntry = authenticationKey;
        signingEntries = Set.copyOf(signingKeys);
        keys.keySet().retainAll(signingEntries);
        refresh();
    }

    /** Judges the keys by the anchors of now; to be called after each change of the global configuration. */
    public synchronized void refresh() {
        TrustAnchors now = anchors.get();
        Collection<CertificateChain> chains = new ArrayList<>();
        CertificateChain authenticationChain = null;
        KeyEntry entry = authenticationEntry;
        if (entry != null) {
            authenticationChain = chain(entry, now);
        }
        if (authenticationChain != null) {
            chains.add(authenticationChain);
        }
        Map<MemberId, Signer> found = new HashMap<>();
        for (KeyEntry signing : signingEntries) {
            CertificateChain chain = chain(signing, now);
            if (chain != null) {
                chains.add(chain);
                signer(signing, chain, now, found);
            }
        }
        statuses.keep(chains, authenticationChain);
        signers = Map.copyOf(found);
        setAuthentication(entry, authenticationChain);
    }

    private void setAuthentication(@Nullable KeyEntry entry, @Nullable CertificateChain chain) {
        AuthenticationIdentity next =
                entry == null || chain == null ? null : new AuthenticationIdentity(chain.withoutTop(), entry.key());
        AuthenticationIdentity last = authentication;
        // The same object as long as nothing changes: TLS sessions live as long as it does.
        if (next == null || !next.equals(last)) {
            authentication = next;
        }
    }

    private @Nullable CertificateChain chain(KeyEntry entry, TrustAnchors now) {
        try {
            return now.chain(entry.certificate(), entry.chain(), clock.instant());
        } catch (UntrustedCertificateException e) {
            log.error("{} cannot be used: {}", entry, e.getMessage());
            return null;
        }
    }

    private void signer(KeyEntry entry, CertificateChain chain, TrustAnchors now, Map<MemberId, Signer> found) {
        try {
            MemberId member = now.signerOf(chain);
            SigningKey key = keys.get(entry);
            if (key == null) {
                key = probe.fastest(entry);
                keys.put(entry, key);
            }
            Signer signer = new Signer(member, chain.withoutTop(), key);
            Signer other = found.putIfAbsent(member, signer);
            if (other != null) {
                log.warn("{} is not used: there is another key of {}", entry, member);
            }
        } catch (UntrustedCertificateException | IncorrectCertificateException e) {
            log.error("{} cannot sign: {}", entry, e.getMessage());
        } catch (GeneralSecurityException e) {
            log.error("{} cannot sign", entry, e);
        }
    }

    /** With what a member signs now; {@code null} when it has no key here, or one whose status is not known to be good. */
    public @Nullable SigningIdentity signing(MemberId member) {
        Signer signer = signers.get(member);
        if (signer == null) {
            return null;
        }
        List<OcspResponse> responses = statuses.current(signer.chain);
        return responses == null ? null : signer.with(responses);
    }

    /** Members that have a key here, whatever its status. */
    public Set<MemberId> members() {
        return signers.keySet();
    }

    /** With what we authenticate to peers; {@code null} when the key's certificate leads to no approved authority. */
    public @Nullable AuthenticationIdentity authentication() {
        return authentication;
    }
}
