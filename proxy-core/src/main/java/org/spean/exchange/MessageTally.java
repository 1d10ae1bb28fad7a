package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.Keeping;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.digest.StreamingDigest;
import org.spean.message.AttachmentHead;
import org.spean.message.LoggedForm;
import org.spean.message.MessageHead;

/** Digests of a message's parts as they pass, and what the message log keeps of them. */
final class MessageTally {

    private final Keeping keeping;
    private boolean digestsOnly;
    private final KeptShare share;
    private final List<byte[]> attachmentDigests = new ArrayList<>(1);
    private final List<byte[]> kept = new ArrayList<>(1);
    private DigestAlgorithm algorithm;
    private @Nullable MessageHead head;
    private byte @Nullable [] headDigest;
    private @Nullable StreamingDigest current;
    private @Nullable BodyKeeper keeper;
    private @Nullable MessageDigests digests;
    private int keptBytes;
    private long bytes;

    /** @param share what may be kept of attachments; a message with more is refused */
    MessageTally(DigestAlgorithm algorithm, Keeping keeping, KeptShare share) {
        this.algorithm = algorithm;
        this.keeping = keeping;
        this.share = share;
    }

    /** The algorithm the peer announced; before the head. */
    void algorithm(DigestAlgorithm announced) {
        algorithm = announced;
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** Only the digests are wanted from now on. */
    void keepNothing() {
        digestsOnly = true;
        forget();
    }

    /** The bodies are logged, or will not be. */
    void forget() {
        keeper = null;
        kept.clear();
        share.close();
    }

    void head(MessageHead message) {
        head = message;
        headDigest = algorithm.digest(message.octets());
        bytes = message.octets().length;
    }

    void attachment(AttachmentHead attachment) {
        endAttachment();
        current = algorithm.start();
        keeper = keeps() ? new BodyKeeper(share, keptBytes) : null;
    }

    private boolean keeps() {
        return !digestsOnly && keeping.contents(head().bodyIsAttachment());
    }

    void content(ByteBuf data) {
        Exchange.present(current, "attachment").update(data);
        if (keeper != null) {
            keeper.add(data);
        }
        bytes += data.readableBytes();
    }

    MessageDigests end() {
        endAttachment();
        digests =
                new MessageDigests(algorithm, Exchange.present(headDigest, "message"), List.copyOf(attachmentDigests));
        return digests;
    }

    private void endAttachment() {
        if (current != null) {
            attachmentDigests.add(current.finish());
            current = null;
        }
        if (keeper != null) {
            byte[] content = keeper.bytes();
            kept.add(content);
            keptBytes += content.length;
            keeper = null;
        }
    }

    MessageHead head() {
        return Exchange.present(head, "message head");
    }

    boolean hasHead() {
        return head != null;
    }

    MessageDigests digests() {
        return Exchange.present(digests, "digests");
    }

    /** Digest of the message part alone; there as soon as the head is. */
    byte[] messageDigest() {
        return Exchange.present(headDigest, "message");
    }

    /** The message part as it is kept. */
    byte[] keptMessage() {
        return keepsWholeMessage() ? head().octets() : LoggedForm.metadataOnly(head());
    }

    /** Whether the message part is kept as it is signed. */
    boolean keepsWholeMessage() {
        return keeping.wholeMessage();
    }

    List<byte[]> keptBodies() {
        return List.copyOf(kept);
    }

    long bytes() {
        return bytes;
    }

    /** What came so far; {@code null} before the head. */
    ExchangeReport.@Nullable MessageSize size() {
        return head == null
                ? null
                : new ExchangeReport.MessageSize(
                        head.octets().length, bytes, attachmentDigests.size() + (current == null ? 0 : 1));
    }
}
