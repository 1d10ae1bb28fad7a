package org.spean.soap;

import java.nio.charset.CharacterCodingException;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ServiceId;
import org.spean.message.SoapMessage;
import org.spean.multipart.ContentType;

/** Reads an envelope in one pass, and builds nothing but the values of its header (PR-MESS, 2). */
public final class SoapReader {
    private final SoapEncoding encoding;
    private final byte[] utf8;
    private final EnvelopeWalk walk;
    private final HeaderFields fields = new HeaderFields();
    private boolean header;
    private boolean body;
    private boolean fault;
    private @Nullable String bodyElement;
    private int bodyStart;
    private int bodyEnd;

    private SoapReader(SoapEncoding encoding, byte[] utf8) throws XMLStreamException {
        this.encoding = encoding;
        this.utf8 = utf8;
        this.walk = new EnvelopeWalk(utf8);
    }

    /**
     * The message in these bytes; {@code null} when the envelope holds a SOAP fault.
     *
     * @param octets kept, not copied; the caller bounds them
     * @param origin who is to blame for what is wrong
     * @throws FaultException naming the rule broken
     */
    public static @Nullable SoapMessage read(byte[] octets, Origin origin) {
        try {
            SoapEncoding encoding = SoapEncoding.of(octets);
            if (encoding == null) {
                throw new SoapException(
                        FaultCode.INVALID_SOAP, "Malformed SOAP message: its character encoding is not known here");
            }
            SoapReader reader = new SoapReader(encoding, encoding.utf8(octets));
            try {
                reader.document();
            } finally {
                reader.walk.close();
            }
            return reader.fault ? null : reader.message(octets);
        } catch (SoapException e) {
            throw FaultException.of(e.code(), origin, e.rule());
        } catch (XMLStreamException | CharacterCodingException e) {
            throw FaultException.of(FaultCode.INVALID_SOAP, origin, "Malformed SOAP message: not well-formed XML");
        }
    }

    /**
     * Checks the content type of an envelope: {@code text/xml} or {@code application/xop+xml}, with a character encoding that
     * is known here, if with any.
     *
     * @throws FaultException {@code InvalidContentType}
     */
    public static void checkContentType(@Nullable ContentType type, Origin origin) {
        if (type == null
                || !(type.mediaType().equals("text/xml") || type.mediaType().equals("application/xop+xml"))) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    "Invalid content type: a SOAP message is text/xml or application/xop+xml");
        }
        String charset = type.parameters().get("charset");
        if (charset != null && !SoapEncoding.known(charset)) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    "Invalid content type: its character encoding is not known here");
        }
    }

    private void document() throws XMLStreamException {
        while (true) {
            switch (walk.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (walk.depth() == 1 && !walk.isSoap("Envelope")) {
                        throw new SoapException(FaultCode.INVALID_SOAP, "Malformed SOAP message: envelope missing");
                    } else if (walk.depth() == 2) {
                        child();
                    }
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return;
                }
                default -> {}
            }
        }
    }

    private void child() throws XMLStreamException {
        if (walk.isSoap("Header")) {
            if (header || body) {
                throw new SoapException(
                        FaultCode.INVALID_SOAP, "Malformed SOAP message: one header, in front of the body");
            }
            header = true;
            header();
        } else if (walk.isSoap("Body")) {
            if (body) {
                throw new SoapException(FaultCode.INVALID_SOAP, "Malformed SOAP message: more than one body");
            }
            body = true;
            body();
        } else {
            throw new SoapException(
                    FaultCode.INVALID_SOAP,
                    "Malformed SOAP message: an envelope has a header and a body, nothing else");
        }
    }

    private void header() throws XMLStreamException {
        while (true) {
            int event = walk.next();
            fields.at(walk.offset());
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                fields.field(walk);
            }
        }
    }

    private void body() throws XMLStreamException {
        int children = 0;
        int event = walk.next();
        bodyStart = walk.offset();
        while (event != XMLStreamConstants.END_ELEMENT) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children++;
                fault |= walk.isSoap("Fault");
                bodyElement = walk.name();
                walk.skip();
            }
            event = walk.next();
        }
        bodyEnd = walk.offset();
        if (children != 1 && !fault) {
            bodyElement = null;
        }
    }

    private SoapMessage message(byte[] octets) {
        if (!header) {
            throw new SoapException(FaultCode.MISSING_HEADER, "Malformed SOAP message: header missing");
        }
        fields.check();
        if (!body) {
            throw new SoapException(FaultCode.MISSING_BODY, "Malformed SOAP message: body missing");
        }
        String element = bodyElement;
        if (element == null) {
            throw new SoapException(
                    FaultCode.INVALID_BODY, "Malformed SOAP message: body must have exactly one child element");
        }
        ServiceId service = fields.service();
        if (!element.startsWith(service.serviceCode())) {
            throw new SoapException(
                    FaultCode.INCONSISTENT_HEADERS,
                    "Malformed SOAP message: service code does not match in header and body");
        }
        SoapMessage.RequestHashField hash = fields.requestHash();
        return new SoapMessage(
                octets,
                encoding.charset(),
                fields.client(),
                service,
                fields.id(),
                fields.userId(),
                fields.issue(),
                fields.targetServer(),
                fields.representedParty(),
                hash == null
                        ? null
                        : new SoapMessage.RequestHashField(
                                hash.algorithm(), hash.value(), offset(hash.start()), offset(hash.end())),
                element,
                fields.prefix(),
                fields.prefixWithin(),
                offset(fields.idEnd()),
                offset(bodyStart),
                offset(bodyEnd));
    }

    private int offset(int inUtf8) {
        return encoding.offset(utf8, inUtf8);
    }
}
