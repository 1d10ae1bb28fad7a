package org.spean.messagelog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.Deviates;
import org.spean.crypto.verification.Refused;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verdict;
import org.spean.crypto.verification.Verified;

/**
 * Tells whether records still prove what they say: the message part and bodies, as far as they were kept whole, have the
 * recorded digests, and the signature covers these, by the right member, with certificates that were good at the record's
 * time. Blocks.
 */
public final class EvidenceVerifier {

    private final SignatureVerifier verifier;
    private final TrustAnchors anchors;

    public EvidenceVerifier(SignatureVerifier verifier, TrustAnchors anchors) {
        this.verifier = verifier;
        this.anchors = anchors;
    }

    /** Verifies the records of these numbers; one that is not there counts as refused. */
    public EvidenceReport verify(EvidenceReader reader, Collection<Long> records) {
        List<EvidenceReport.Refusal> refusals = new ArrayList<>();
        int whole = 0;
        for (long id : records) {
            Evidence evidence = null;
            String reason;
            try {
                evidence = reader.read(id);
                reason = evidence == null ? "there is no such record" : refuse(evidence);
            } catch (MessageLogException e) {
                reason = String.valueOf(e.getMessage()); // one that cannot be read does not hide the others
            }
            if (reason != null) {
                refusals.add(new EvidenceReport.Refusal(id, reason));
            } else if (evidence != null && evidence.wholeMessage()) {
                whole++;
            }
        }
        return new EvidenceReport(records.size(), records.size() - refusals.size(), whole, refusals);
    }

    /** Why the record proves nothing; {@code null} when it holds. */
    public @Nullable String refuse(Evidence evidence) {
        String changed = changed(evidence);
        return changed != null
                ? changed
                : switch (verdict(evidence)) {
                    case Verified verified -> null;
                    case Refused refused -> refused.message();
                    case Deviates deviates -> deviates.reason();
                };
    }

    private static @Nullable String changed(Evidence evidence) {
        DigestAlgorithm algorithm = evidence.digests().algorithm();
        if (evidence.wholeMessage()
                && !Arrays.equals(
                        algorithm.digest(evidence.octets()), evidence.digests().message())) {
            return "the message does not have the recorded digest";
        }
        List<byte[]> kept = evidence.attachments();
        List<byte[]> digests = evidence.digests().attachments();
        if (kept.size() > digests.size()) {
            return kept.size() + " attachments were kept of " + digests.size();
        }
        for (int i = 0; i < kept.size(); i++) {
            if (!Arrays.equals(algorithm.digest(kept.get(i)), digests.get(i))) {
                return "attachment " + (i + 1) + " does not have the recorded digest";
            }
        }
        return null;
    }

    private Verdict verdict(Evidence evidence) {
        Verdict verdict =
                verifier.verify(evidence.signature(), evidence.digests(), evidence.signer(), anchors, evidence.time());
        if (!(verdict instanceof Deviates)) {
            return verdict;
        }
        Verdict slow = verifier.verifySlowly(
                        evidence.signature(), evidence.digests(), evidence.signer(), anchors, evidence.time())
                .block();
        return slow == null ? verdict : slow;
    }
}
