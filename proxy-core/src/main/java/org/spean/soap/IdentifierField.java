package org.spean.soap;

import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/** An identifier in a header (PR-MESS, 2.1): what kind it says it is, and its codes. */
final class IdentifierField {
    private static final String IDENTIFIERS = "http://x-road.eu/xsd/identifiers";

    private final String field;
    private final String objectType;
    private @Nullable String instance;
    private @Nullable String memberClass;
    private @Nullable String memberCode;
    private @Nullable String subsystem;
    private @Nullable String serviceCode;
    private @Nullable String serviceVersion;
    private @Nullable String serverCode;

    private IdentifierField(String field, String objectType) {
        this.field = field;
        this.objectType = objectType;
    }

    /** Reads the current element to its end. */
    static IdentifierField read(EnvelopeWalk walk) throws XMLStreamException {
        IdentifierField identifier = new IdentifierField(walk.name(), walk.attribute(IDENTIFIERS, "objectType"));
        int within = walk.depth();
        for (walk.next(); walk.depth() >= within; walk.next()) {
            if (walk.starts()) {
                if (walk.namespace().equals(IDENTIFIERS)) {
                    identifier.code(walk);
                } else {
                    walk.skip();
                }
            }
        }
        return identifier;
    }

    private void code(EnvelopeWalk walk) throws XMLStreamException {
        switch (walk.name()) {
            case "xRoadInstance" -> instance = code(walk, instance);
            case "memberClass" -> memberClass = code(walk, memberClass);
            case "memberCode" -> memberCode = code(walk, memberCode);
            case "subsystemCode" -> subsystem = code(walk, subsystem);
            case "serviceCode" -> serviceCode = code(walk, serviceCode);
            case "serviceVersion" -> serviceVersion = code(walk, serviceVersion);
            case "serverCode" -> serverCode = code(walk, serverCode);
            default -> walk.skip();
        }
    }

    private static String code(EnvelopeWalk walk, @Nullable String already) throws XMLStreamException {
        HeaderFields.once(walk, already);
        return walk.text();
    }

    ClientId client() {
        mustBe(objectType.equals("MEMBER") || objectType.equals("SUBSYSTEM"));
        return converted(this::clientId);
    }

    ServiceId service() {
        mustBe(objectType.equals("SERVICE"));
        return converted(() -> new ServiceId(
                clientId(),
                HeaderFields.required(serviceCode, "serviceCode"),
                serviceVersion == null || serviceVersion.isEmpty() ? null : serviceVersion));
    }

    SecurityServerId server() {
        mustBe(objectType.equals("SERVER"));
        return converted(
                () -> new SecurityServerId(clientId().member(), HeaderFields.required(serverCode, "serverCode")));
    }

    private ClientId clientId() {
        return ClientId.of(
                HeaderFields.required(instance, "xRoadInstance"),
                HeaderFields.required(memberClass, "memberClass"),
                HeaderFields.required(memberCode, "memberCode"),
                subsystem);
    }

    private void mustBe(boolean expected) {
        if (!expected) {
            throw new SoapException(FaultCode.INVALID_XML, "Unexpected objectType of field '" + field + "'");
        }
    }

    private interface Conversion<T> {
        T value();
    }

    private <T> T converted(Conversion<T> conversion) {
        try {
            return conversion.value();
        } catch (IdentifierException e) {
            throw new SoapException(
                    field.equals("client") ? FaultCode.INVALID_CLIENT_IDENTIFIER : FaultCode.INVALID_XML,
                    "Invalid field '" + field + "': " + e.getMessage());
        }
    }
}
