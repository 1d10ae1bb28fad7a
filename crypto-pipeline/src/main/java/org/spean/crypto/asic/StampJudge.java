package org.spean.crypto.asic;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.timestamp.TimeStampException;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.TimeStampToken;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.crypto.xades.SignatureDocument;

/** Judges a container's time-stamp: the token beside the signature with its hash chain, or the token inside it. */
final class StampJudge {
    private final TimeStampAuthorities authorities;

    StampJudge(TimeStampAuthorities authorities) {
        this.authorities = authorities;
    }

    /**
     * Reports the time-stamp.
     *
     * @param document of {@code octets}; {@code null} if these cannot be read
     * @return its time if it holds for this signature document, else {@code null}
     */
    @Nullable
    Instant judge(Container container, byte[] octets, @Nullable SignatureDocument document, ContainerReport report)
            throws IOException {
        byte[] result = container.find(EntryName.STAMP_RESULT);
        byte[] chain = container.find(EntryName.STAMP_CHAIN);
        byte[] token = container.find(EntryName.TOKEN);
        byte[] within = document == null ? null : document.timeStamp();
        if (result == null && chain == null && token == null) {
            if (document == null) {
                return null; // it would be inside
            }
            if (within == null) {
                report.fails(EvidencePart.TIME_STAMP, "There is no time-stamp");
                return null;
            }
            VerifiedTimeStamp stamp = token(within, document.signatureValue(), report);
            return stamp == null ? null : stamp.time();
        }
        if (result == null || chain == null || token == null || within != null) {
            report.fails(
                    EvidencePart.TIME_STAMP,
                    within != null
                            ? "There are two time-stamps (expected: inside the signature document or beside it)"
                            : "Time-stamp is not whole: token, hash chain and its result belong together");
            return null;
        }
        VerifiedTimeStamp stamp = token(token, result, report);
        try {
            HashChainWalk.checkStamped(result, chain, octets);
            report.holds(EvidencePart.TIME_STAMP_CHAIN, "leads from the signature to what is time-stamped");
            return stamp == null ? null : stamp.time();
        } catch (HashChainException e) {
            report.fails(EvidencePart.TIME_STAMP_CHAIN, "Time-stamp's " + e.getMessage());
            return null;
        }
    }

    private @Nullable VerifiedTimeStamp token(byte[] der, byte[] stamped, ContainerReport report) {
        try {
            TimeStampToken token = TimeStampToken.parse(der);
            VerifiedTimeStamp stamp = authorities.verify(
                    token,
                    TimeStampRequest.over(token.algorithm(), token.algorithm().digest(stamped)));
            report.stamp(stamp.authority(), stamp.time());
            report.holds(
                    EvidencePart.TIME_STAMP,
                    "of " + stamp.time() + " by " + stamp.authority().getSubjectX500Principal());
            return stamp;
        } catch (TimeStampException e) {
            report.fails(EvidencePart.TIME_STAMP, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
