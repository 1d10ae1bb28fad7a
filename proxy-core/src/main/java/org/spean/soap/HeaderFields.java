package org.spean.soap;

import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;
import org.spean.message.SoapMessage;

/**
 * The header fields of one envelope as they come: those of PR-MESS, 2.2, of the targeting and represented party extensions,
 * and the security token, which is only passed on. Others are not ours to look at.
 */
final class HeaderFields {
    static final String XROAD = "http://x-road.eu/xsd/xroad.xsd";
    private static final String REPRESENTATION = "http://x-road.eu/xsd/representation.xsd";
    private static final String TOKEN = "http://x-road.eu/xsd/security-token.xsd";
    private static final int UNKNOWN = -1;
    private static final int NEXT = -2;

    private @Nullable ClientId client;
    private @Nullable ServiceId service;
    private @Nullable SecurityServerId targetServer;
    private @Nullable String id;
    private @Nullable String userId;
    private @Nullable String issue;
    private @Nullable String protocolVersion;
    private SoapMessage.@Nullable RepresentedParty representedParty;
    private SoapMessage.@Nullable RequestHashField hash;
    private boolean token;
    private String prefix = "";
    private boolean prefixWithin;
    private int idEnd = UNKNOWN;
    private int hashEnd = UNKNOWN;

    /** An event begins here: what stood before it has ended. */
    void at(int offset) {
        idEnd = idEnd == NEXT ? offset : idEnd;
        hashEnd = hashEnd == NEXT ? offset : hashEnd;
    }

    /** Takes a field; ends at its end. */
    void field(EnvelopeWalk walk) throws XMLStreamException {
        switch (walk.namespace()) {
            case XROAD -> ours(walk);
            case REPRESENTATION -> {
                if (walk.name().equals("representedParty")) {
                    once(walk, representedParty);
                    representedParty = party(walk);
                } else {
                    walk.skip();
                }
            }
            case TOKEN -> {
                if (walk.name().equals("securityToken")) {
                    once(walk, token ? walk : null);
                    token = true;
                }
                walk.skip();
            }
            default -> walk.skip();
        }
    }

    private void ours(EnvelopeWalk walk) throws XMLStreamException {
        switch (walk.name()) {
            case "client" -> {
                once(walk, client);
                client = IdentifierField.read(walk).client();
            }
            case "service" -> {
                once(walk, service);
                service = IdentifierField.read(walk).service();
            }
            case "securityServer" -> {
                once(walk, targetServer);
                targetServer = IdentifierField.read(walk).server();
            }
            case "id" -> {
                once(walk, id);
                prefix = walk.prefix().isEmpty() ? "" : walk.prefix() + ':';
                prefixWithin = walk.declares(walk.prefix());
                id = walk.text();
                idEnd = NEXT;
            }
            case "userId" -> {
                once(walk, userId);
                userId = walk.text();
            }
            case "issue" -> {
                once(walk, issue);
                issue = walk.text();
            }
            case "protocolVersion" -> {
                once(walk, protocolVersion);
                protocolVersion = walk.text();
            }
            case "requestHash" -> {
                once(walk, hash);
                int start = walk.offset();
                String algorithm = walk.attribute("", "algorithmId");
                hash = new SoapMessage.RequestHashField(algorithm, walk.text(), start, start);
                hashEnd = NEXT;
            }
            default -> walk.skip();
        }
    }

    private static SoapMessage.RepresentedParty party(EnvelopeWalk walk) throws XMLStreamException {
        String partyClass = null;
        String partyCode = null;
        int within = walk.depth();
        for (walk.next(); walk.depth() >= within; walk.next()) {
            if (walk.starts()
                    && walk.namespace().equals(REPRESENTATION)
                    && walk.name().equals("partyClass")) {
                once(walk, partyClass);
                partyClass = walk.text();
            } else if (walk.starts()
                    && walk.namespace().equals(REPRESENTATION)
                    && walk.name().equals("partyCode")) {
                once(walk, partyCode);
                partyCode = walk.text();
            } else if (walk.starts()) {
                walk.skip();
            }
        }
        return new SoapMessage.RepresentedParty(partyClass, required(partyCode, "partyCode"));
    }

    /** Refuses a second field of a name: which one counts must not be open. */
    static void once(EnvelopeWalk walk, @Nullable Object already) {
        if (already != null) {
            throw new SoapException(
                    FaultCode.DUPLICATE_HEADER_FIELD, "SOAP header contains duplicate field '" + walk.name() + "'");
        }
    }

    static String required(@Nullable String value, String field) {
        if (value == null) {
            throw missing(field);
        }
        return value;
    }

    private static SoapException missing(String field) {
        return new SoapException(FaultCode.MISSING_HEADER_FIELD, "Required field '" + field + "' is missing");
    }

    /** Refuses a header that lacks a mandatory field, or is of another version of the protocol. */
    void check() {
        String version = required(protocolVersion, "protocolVersion").strip();
        if (!version.startsWith("4.")) {
            throw new SoapException(
                    FaultCode.INVALID_PROTOCOL_VERSION, "Protocol version must be 4.0 or another one of version 4");
        }
        if (client == null) {
            throw missing("client");
        }
        if (id == null) {
            throw missing("id");
        }
        if (id.isBlank()) {
            throw new SoapException(FaultCode.MISSING_HEADER_FIELD, "Required field 'id' is empty");
        }
        if (service == null) {
            throw new SoapException(FaultCode.MISSING_HEADER_FIELD, "Message header must contain service id");
        }
    }

    ClientId client() {
        return present(client);
    }

    ServiceId service() {
        return present(service);
    }

    String id() {
        return present(id);
    }

    private static <T> T present(@Nullable T checked) {
        if (checked == null) {
            throw new IllegalStateException("header: not checked");
        }
        return checked;
    }

    @Nullable
    String userId() {
        return userId;
    }

    @Nullable
    String issue() {
        return issue;
    }

    @Nullable
    SecurityServerId targetServer() {
        return targetServer;
    }

    SoapMessage.@Nullable RepresentedParty representedParty() {
        return representedParty;
    }

    /** The field with the place where it ends; {@code null} when there is none. */
    SoapMessage.@Nullable RequestHashField requestHash() {
        return hash == null
                ? null
                : new SoapMessage.RequestHashField(hash.algorithm(), hash.value(), hash.start(), hashEnd);
    }

    String prefix() {
        return prefix;
    }

    /** Whether the field {@code id} declares its prefix itself. */
    boolean prefixWithin() {
        return prefixWithin;
    }

    int idEnd() {
        return idEnd;
    }
}
