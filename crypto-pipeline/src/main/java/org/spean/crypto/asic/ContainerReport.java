package org.spean.crypto.asic;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/** What the verification of one container found; parts that are in no list were not reached. */
public final class ContainerReport {
    private final Map<EvidencePart, String> failures = new EnumMap<>(EvidencePart.class);
    private final Map<EvidencePart, String> holding = new EnumMap<>(EvidencePart.class);
    private final List<String> notes = new ArrayList<>();
    private @Nullable MemberId signer;
    private @Nullable X509Certificate certificate;
    private @Nullable X509Certificate stamper;
    private @Nullable Instant stampTime;
    private @Nullable Instant signingTime;
    private @Nullable Instant statusTime;

    ContainerReport() {}

    /** A report of something that could not even be opened. */
    public static ContainerReport unreadable(String reason) {
        ContainerReport report = new ContainerReport();
        report.fails(EvidencePart.CONTAINER, reason);
        return report;
    }

    /** Notes that a part holds, in words. */
    public void holds(EvidencePart part, String how) {
        if (!failures.containsKey(part)) {
            holding.put(part, how);
        }
    }

    /** Notes that a part fails, and why; whatever was said of it before does not count. */
    public void fails(EvidencePart part, String why) {
        holding.remove(part);
        failures.putIfAbsent(part, why);
    }

    void note(String text) {
        notes.add(text);
    }

    /** Whether everything that makes it evidence holds. */
    public boolean holds() {
        return failures.isEmpty()
                && holding.containsKey(EvidencePart.SIGNATURE)
                && holding.containsKey(EvidencePart.TIME_STAMP);
    }

    /** What fails, and why, in one line each; in the order of the parts. */
    public Map<EvidencePart, String> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /** What holds, in words; in the order of the parts. */
    public Map<EvidencePart, String> holding() {
        return Collections.unmodifiableMap(holding);
    }

    /** What a reader should know although it neither proves nor disproves anything. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Who signed, by the certificate; {@code null} if that could not be told. */
    public @Nullable MemberId signer() {
        return signer;
    }

    /** The signer's certificate, good or bad; {@code null} if there is none that can be read. */
    public @Nullable X509Certificate certificate() {
        return certificate;
    }

    /** The certificate of the time-stamping authority; {@code null} unless the time-stamp holds. */
    public @Nullable X509Certificate stamper() {
        return stamper;
    }

    /** When the time-stamp was made; {@code null} unless it holds. */
    public @Nullable Instant stampTime() {
        return stampTime;
    }

    /** When the signer says it signed; {@code null} if the signature document cannot be read. */
    public @Nullable Instant signingTime() {
        return signingTime;
    }

    /** When the authority said that the certificate was good; {@code null} if that cannot be told. */
    public @Nullable Instant statusTime() {
        return statusTime;
    }

    void signer(MemberId member) {
        signer = member;
    }

    void certificate(X509Certificate of) {
        certificate = of;
    }

    void stamp(X509Certificate authority, Instant time) {
        stamper = authority;
        stampTime = time;
    }

    void signed(Instant time, @Nullable Instant status) {
        signingTime = time;
        statusTime = status;
    }
}
