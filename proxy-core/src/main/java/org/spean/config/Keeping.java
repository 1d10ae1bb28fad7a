package org.spean.config;

/**
 * What the message log keeps of messages.
 *
 * @param attachments whether attachments of SOAP messages are kept where all is; the body of a REST message is none
 */
public record Keeping(Keep keep, boolean attachments) {

    /** Whether the message part is kept as it was signed. */
    public boolean wholeMessage() {
        return keep != Keep.METADATA;
    }

    /** Whether what follows the message part is kept: the body of REST, the attachments of SOAP. */
    public boolean contents(boolean bodyIsAttachment) {
        return keep == Keep.FULL && (bodyIsAttachment || attachments);
    }
}
