package org.spean.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import org.spean.event.Events;
import org.spean.identifier.MemberId;
import org.spean.pace.Plan;

/**
 * With which keys this gateway may sign and authenticate now: those it was given, whose certificates lead to an approved
 * authority and are shown to be good by OCSP. Of several keys of a member the one with the newest certificate signs, and
 * another as soon as that one is revoked, has expired or is in a token that is lost. Of several authentication keys one that
 * the global configuration knows goes before one that it does not know yet.
 *
 * <p>Look-ups are for any thread and do not block; changes are computed by the caller of {@link #use}, {@link #refresh} and
 * {@link #review}, who should be off the event loops.
 */
public final class Identities {
    /** How long a change waits for the OCSP responses of new certificates, so that no message falls between two keys. */
    private static final Duration FIRST_STATUS = Duration.ofSeconds(3);

    /** How soon a key is judged again whose certificate is not valid yet, at the soonest. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final Supplier<TrustAnchors> anchors;
    private final Predicate<X509Certificate> registered;
    private final OcspStatuses statuses;
    private final ProviderProbe probe;
    private final Events events;
    private final InstantSource clock;
    private final Map<KeyEntry, SigningKey> keys = new ConcurrentHashMap<>();
    private List<KeyEntry> authenticationEntries = List.of();
    private List<KeyEntry> signingEntries = List.of();
    private volatile Usable usable = new Usable(Map.of(), List.of());
    private volatile @Nullable AuthenticationIdentity authentication;
    private volatile Consumer<AuthenticationIdentity> beforeRenewal = next -> {};
    /** When to judge the keys again although nothing has changed. */
    private Plan again = new Plan(Instant.MIN, Instant.MAX);

    private @Nullable CertificateChain chosen;
    private @Nullable CertificateChain left;

    /** What the anchors of a moment make of the keys; the newest first. */
    private record Usable(Map<MemberId, List<Signer>> signers, List<Authenticator> authenticators) {
        Collection<CertificateChain> chains() {
            List<CertificateChain> chains = new ArrayList<>();
            signers.values().forEach(of -> of.forEach(signer -> chains.add(signer.chain)));
            authenticators.forEach(of -> chains.add(of.chain));
            return chains;
        }
    }

    private record Authenticator(CertificateChain chain, AuthenticationIdentity identity, boolean registered) {}

    /** A member's key; remembers the identity it was last asked for. */
    private static final class Signer {
        private final MemberId member;
        private final CertificateChain chain;
        private final SigningKey key;
        private volatile @Nullable SigningIdentity last;

        Signer(MemberId member, CertificateChain chain, SigningKey key) {
            this.member = member;
            this.chain = chain;
            this.key = key;
        }

        SigningIdentity with(List<OcspResponse> responses) {
            SigningIdentity known = last;
            if (known == null || !known.ocsp().equals(responses)) {
                known = new SigningIdentity(member, chain.withoutTop(), responses, key);
                last = known;
            }
            return known;
        }
    }

    /**
     * Without keys until {@link #use}.
     *
     * @param registered whether the global configuration knows a certificate as one of this server's; asked at each change
     */
    public Identities(
            Supplier<TrustAnchors> anchors,
            Predicate<X509Certificate> registered,
            OcspStatuses statuses,
            ProviderProbe probe,
            Events events,
            InstantSource clock) {
        this.anchors = anchors;
        this.registered = registered;
        this.statuses = statuses;
        this.probe = probe;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What is to be done each time before we authenticate to peers with another key or certificate. Called by whoever changes
     * the keys, and may block.
     */
    public void beforeRenewal(Consumer<AuthenticationIdentity> action) {
        beforeRenewal = action;
    }

    /**
     * Replaces all keys, between two messages. Where there were keys before, the status of new certificates is asked for
     * first, and waited for within limits. Takes the time of a probe for each kind of key not seen before.
     */
    public synchronized void use(Collection<KeyEntry> authenticationKeys, Collection<KeyEntry> signingKeys) {
        authenticationEntries = List.copyOf(authenticationKeys);
        signingEntries = List.copyOf(signingKeys);
        keys.keySet().retainAll(signingEntries);
        refresh();
    }

    /** Judges the keys by the anchors of now; to be called after each change of the global configuration. */
    public synchronized void refresh() {
        Usable next = judged(anchors.get());
        Usable last = usable;
        boolean first = last.signers.isEmpty() && last.authenticators.isEmpty();
        if (!first && next.chains().stream().anyMatch(chain -> statuses.current(chain.withoutTop()) == null)) {
            List<CertificateChain> both = new ArrayList<>(last.chains());
            both.addAll(next.chains());
            statuses.keep(both, chosen(last.authenticators));
            statuses.missing().timeout(FIRST_STATUS).onErrorComplete().block();
        }
        usable = next;
        choose(next);
    }

    /**
     * Chooses again among several authentication keys, and judges the keys again when one has become valid or the clock was set
     * back; to be called now and then.
     */
    public synchronized void review() {
        Usable now = usable;
        if (again.dueAt(clock.instant())) {
            refresh();
        } else if (now.authenticators.size() > 1) {
            choose(now);
        }
    }

    private void choose(Usable from) {
        CertificateChain chain = chosen(from.authenticators);
        AuthenticationIdentity next = from.authenticators.stream()
                .filter(of -> of.chain.equals(chain))
                .map(Authenticator::identity)
                .findFirst()
                .orElse(null);
        // The same object as long as nothing changes: TLS sessions live as long as it does.
        boolean renewed = next == null || !next.equals(authentication);
        if (next != null && renewed) {
            beforeRenewal.accept(next);
        }
        CertificateChain last = chosen;
        if (last != null && chain != null && !last.leaf().equals(chain.leaf())) {
            left = last; // connections that show it live on for a while, and their peers ask for its status
        }
        chosen = chain;
        Collection<CertificateChain> kept = new ArrayList<>(from.chains());
        if (left != null) {
            kept.add(left);
        }
        // One right after the other: with a message goes the status of the certificate that its connection shows.
        statuses.keep(kept, chain);
        if (renewed) {
            authentication = next;
        }
    }

    /** The first with a good status; while none has one, the first. */
    private @Nullable CertificateChain chosen(List<Authenticator> from) {
        Instant now = clock.instant();
        CertificateChain fallback = null;
        for (Authenticator one : from) {
            if (!one.chain.validAt(now)) {
                continue;
            }
            if (statuses.current(one.chain.withoutTop()) != null) {
                return one.chain;
            }
            fallback = fallback == null ? one.chain : fallback;
        }
        return fallback;
    }

    private Usable judged(TrustAnchors now) {
        again = new Plan(clock.instant(), Instant.MAX);
        Map<MemberId, List<Signer>> signers = new HashMap<>();
        for (KeyEntry entry : signingEntries) {
            CertificateChain chain = chain(entry, now);
            Signer signer = chain == null ? null : signer(entry, chain, now);
            if (signer != null) {
                signers.computeIfAbsent(signer.member, member -> new ArrayList<>(1))
                        .add(signer);
            }
        }
        signers.replaceAll((member, of) -> of.stream()
                .sorted(Comparator.comparing(signer -> signer.chain, NEWEST_FIRST))
                .toList());
        List<Authenticator> authenticators = new ArrayList<>();
        for (KeyEntry entry : authenticationEntries) {
            CertificateChain chain = chain(entry, now);
            if (chain != null) {
                authenticators.add(new Authenticator(
                        chain,
                        new AuthenticationIdentity(chain.withoutTop(), entry.key()),
                        registered.test(chain.leaf())));
            }
        }
        authenticators.sort(Comparator.comparing((Authenticator of) -> !of.registered)
                .thenComparing(Authenticator::chain, NEWEST_FIRST));
        return new Usable(Map.copyOf(signers), List.copyOf(authenticators));
    }

    private static final Comparator<CertificateChain> NEWEST_FIRST = Comparator.comparing(
                    (CertificateChain chain) -> chain.leaf().getNotBefore())
            .thenComparing(chain -> chain.leaf().getNotAfter())
            .thenComparing(chain ->
                    chain.leaf().getSerialNumber()) // issued in the same second: authorities count up, as a rule
            .reversed();

    private @Nullable CertificateChain chain(KeyEntry entry, TrustAnchors now) {
        try {
            return now.chain(entry.certificate(), entry.chain(), clock.instant());
        } catch (UntrustedCertificateException e) {
            if (e.kind() == UntrustedCertificateException.Kind.NOT_YET_VALID) {
                again = again.noLaterThan(validFrom(entry));
            }
            refused(entry, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** From when on the certificates that came with a key are valid, in a minute at the earliest. */
    private Instant validFrom(KeyEntry entry) {
        Instant from = clock.instant().plus(LATER);
        for (X509Certificate certificate : entry.chain()) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            from = notBefore.isAfter(from) ? notBefore : from;
        }
        return from;
    }

    private @Nullable Signer signer(KeyEntry entry, CertificateChain chain, TrustAnchors now) {
        try {
            MemberId member = now.signerOf(chain);
            SigningKey key = keys.get(entry);
            if (key == null) {
                key = probe.fastest(entry);
                keys.put(entry, key);
            }
            return new Signer(member, chain, key);
        } catch (UntrustedCertificateException | IncorrectCertificateException e) {
            refused(entry, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            refused(entry, "the key does not sign: " + e.getMessage());
        }
        return null;
    }

    private void refused(KeyEntry entry, String reason) {
        events.report(Events.Kind.CERTIFICATE_REFUSED, entry.toString(), reason);
    }

    /** With what a member signs now; {@code null} when it has no key here that is in reach and shown to be good. */
    public @Nullable SigningIdentity signing(MemberId member) {
        return signing(member, clock.instant());
    }

    /** The same at an instant, which is now or just was: certificates and OCSP responses are good then. */
    public @Nullable SigningIdentity signing(MemberId member, Instant now) {
        List<Signer> signers = usable.signers.get(member);
        if (signers == null) {
            return null;
        }
        for (Signer signer : signers) {
            if (signer.key.available() && signer.chain.validAt(now)) {
                List<OcspResponse> responses = statuses.current(signer.chain.withoutTop(), now);
                if (responses != null) {
                    return signer.with(responses);
                }
            }
        }
        return null;
    }

    /** All our own certificates that lead to an approved authority. */
    public List<OwnCertificate> certificates() {
        Usable now = usable;
        List<OwnCertificate> certificates = new ArrayList<>();
        now.signers.forEach((member, signers) -> {
            SigningIdentity used = signing(member);
            for (Signer signer : signers) {
                certificates.add(own(
                        member, signer.chain, used != null && used.certificate().equals(signer.chain.leaf())));
            }
        });
        AuthenticationIdentity shown = authentication();
        for (Authenticator one : now.authenticators) {
            certificates.add(own(
                    null, one.chain, shown != null && shown.chain().getFirst().equals(one.chain.leaf())));
        }
        return certificates;
    }

    private OwnCertificate own(@Nullable MemberId member, CertificateChain chain, boolean inUse) {
        OcspResponse response = statuses.current(chain.leaf());
        return new OwnCertificate(
                member,
                chain.leaf(),
                inUse,
                response == null ? null : response.thisUpdate(),
                statuses.denied(List.of(chain.leaf())));
    }

    /** The authentication keys in use. */
    public synchronized List<KeyEntry> authenticationKeys() {
        return authenticationEntries;
    }

    /** The signing keys in use. */
    public synchronized List<KeyEntry> signingKeys() {
        return signingEntries;
    }

    /** Members that have a key here, whatever its status. */
    public Set<MemberId> members() {
        return usable.signers.keySet();
    }

    /**
     * With what we authenticate to peers; {@code null} when no certificate leads to an approved authority, or is
     * revoked, or not known to its authority.
     */
    public @Nullable AuthenticationIdentity authentication() {
        AuthenticationIdentity identity = authentication;
        return identity == null || statuses.denied(identity.chain()) ? null : identity;
    }
}
