package org.spean.crypto.asic;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.xades.Deviation;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureReader;

/**
 * Verifies containers, as of the time of their time-stamp: the time-stamp first, then the signature over what the hash
 * chain states, then that message and attachments are what is stated. So each part that fails is named, also where
 * several do. Used by one thread.
 */
public final class ContainerVerifier {
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final EvidenceTrust trust;
    private final StampJudge stamps;
    private final SignatureJudge signatures;

    /** The verifier stays its owner's to close. */
    public ContainerVerifier(SignatureVerifier verifier, EvidenceTrust trust) {
        this.trust = trust;
        this.stamps = new StampJudge(trust.stampers());
        this.signatures = new SignatureJudge(verifier, trust.anchors());
    }

    /** Whom it believes. */
    public EvidenceTrust trust() {
        return trust;
    }

    /**
     * Verifies a container; what is wrong with it is in the report.
     *
     * @throws IOException if the file cannot be read, or what was kept elsewhere
     */
    public ContainerReport verify(Container container, KeptElsewhere kept) throws IOException {
        ContainerReport report = new ContainerReport();
        try {
            judge(container, kept, report);
            noteManifests(container, report);
            report.holds(EvidencePart.CONTAINER, "is whole, and holds nothing but evidence");
        } catch (ZipDeviationException e) { // only found when an entry is unpacked
            report.fails(EvidencePart.CONTAINER, String.valueOf(e.getMessage()));
        }
        return report;
    }

    private void judge(Container container, KeptElsewhere kept, ContainerReport report) throws IOException {
        byte[] octets = container.required(EntryName.SIGNATURE);
        SignatureDocument document = read(octets, report);
        Instant stamped = stamps.judge(container, octets, document, report);
        if (document == null) {
            return;
        }
        Instant at = stamped == null ? document.signingTime() : stamped;
        if (document.signingTime().isAfter(at.plus(SKEW))) {
            report.note("The signer's clock says " + document.signingTime() + ", which is after the time-stamp");
        }
        var parts = new SignatureParts(octets, container.find(EntryName.RESULT), container.find(EntryName.CHAIN));
        MessageDigests stated = signatures.judge(document, parts, at, report);
        if (stated != null) {
            compare(container, kept, stated, report);
        }
    }

    private static @Nullable SignatureDocument read(byte[] octets, ContainerReport report) {
        if (SignatureReader.read(octets) instanceof SignatureDocument document) {
            return document;
        }
        return switch (SantuarioReader.read(octets)) {
            case SignatureDocument document -> document;
            case Deviation deviation -> {
                report.fails(EvidencePart.SIGNATURE, "Signature document: " + deviation.reason());
                yield null;
            }
        };
    }

    private static void compare(Container container, KeptElsewhere kept, MessageDigests stated, ContainerReport report)
            throws IOException {
        byte[] message;
        if (kept.message() == null) {
            message = stated.algorithm().digest(container.message());
        } else {
            message = digest(kept.message(), stated);
        }
        if (MessageDigest.isEqual(message, stated.message())) {
            report.holds(EvidencePart.MESSAGE, "is what was signed");
        } else {
            report.fails(EvidencePart.MESSAGE, "Message is not what was signed, or not all of it");
        }
        boolean elsewhere = !kept.attachments().isEmpty();
        int present = elsewhere ? kept.attachments().size() : container.attachments();
        int expected = stated.attachments().size();
        if (present > expected) {
            report.fails(
                    EvidencePart.ATTACHMENTS, "There are " + present + " attachments, but " + expected + " are signed");
        }
        List<Integer> absent = new ArrayList<>();
        for (int number = 1; number <= expected; number++) {
            if (number > present) {
                absent.add(number);
                continue;
            }
            byte[] actual = elsewhere
                    ? digest(kept.attachments().get(number - 1), stated)
                    : container.attachmentDigest(number, stated.algorithm());
            if (!MessageDigest.isEqual(actual, stated.attachments().get(number - 1))) {
                report.fails(EvidencePart.ATTACHMENTS, "Attachment " + number + " is not what was signed");
            }
        }
        if (!absent.isEmpty()) {
            report.note("Attachment "
                    + String.join(", ", absent.stream().map(String::valueOf).toList())
                    + " was not kept: only its digest is proven");
        }
        if (present > 0 && !report.failures().containsKey(EvidencePart.ATTACHMENTS)) {
            report.holds(EvidencePart.ATTACHMENTS, present == 1 ? "is what was signed" : "are what was signed");
        }
    }

    private static byte[] digest(ContainerPart part, MessageDigests stated) throws IOException {
        try (InputStream in = part.open()) {
            return Container.digest(in, stated.algorithm());
        }
    }

    /** The lists of entries are under no signature; whoever relies on them should know if they are unusual. */
    private static void noteManifests(Container container, ContainerReport report) throws IOException {
        byte[] result = container.find(EntryName.STAMP_RESULT);
        byte[] usual =
                Manifests.manifest(container.find(EntryName.RESULT) != null, result != null, container.attachments());
        noteUnless(container, EntryName.MANIFEST, usual, report);
        if (result != null) {
            noteUnless(container, EntryName.STAMP_MANIFEST, Manifests.stampManifest(result), report);
        }
    }

    private static void noteUnless(Container container, String name, byte[] usual, ContainerReport report)
            throws IOException {
        if (!Arrays.equals(container.find(name), usual)) {
            report.note(name + " is missing, or not as servers write it; nothing signs it");
        }
    }
}
