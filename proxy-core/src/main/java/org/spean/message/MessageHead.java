package org.spean.message;

import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** The signed first part of a message: who asks whom for what. */
public sealed interface MessageHead extends MessageEvent permits RequestHead, ResponseHead {
    /** The part, byte for byte as it is signed ({@code /message.xml}); never changed. */
    byte[] octets();

    ClientId client();

    ServiceId service();

    /** Whether attachment 1 is the body, as of REST; a SOAP message has its body in the envelope. */
    boolean bodyIsAttachment();

    /** The header {@code x-road-id}, or {@code id} of SOAP: the information system's name for this exchange. */
    String queryId();
}
