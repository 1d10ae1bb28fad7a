package org.spean.opmonitor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spean.message.SoapMessage.RepresentedParty;
import org.spean.messagelog.Side;

/**
 * The fields of a record, in the order in which X-Road writes them. The store keeps them in
 * this order, too: new ones come last. By its name each is a member of the JSON object.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
enum RecordField {
    MONITORING_TIME("monitoringDataTs", Type.NUMBER, r -> null), // the store's own
    INTERNAL_IP("securityServerInternalIp", Type.TEXT, OperationalRecord::internalIp),
    SERVER_TYPE("securityServerType", Type.TEXT, r -> r.side() == Side.CONSUMER ? "Client" : "Producer"),
    REQUEST_IN("requestInTs", Type.NUMBER, r -> known(r.requestIn())),
    REQUEST_OUT("requestOutTs", Type.NUMBER, r -> known(r.requestOut())),
    RESPONSE_IN("responseInTs", Type.NUMBER, r -> known(r.responseIn())),
    RESPONSE_OUT("responseOutTs", Type.NUMBER, r -> known(r.responseOut())),
    CLIENT_INSTANCE("clientXRoadInstance", Type.TEXT, r -> r.client().member().instance()),
    CLIENT_CLASS("clientMemberClass", Type.TEXT, r -> r.client().member().memberClass()),
    CLIENT_CODE("clientMemberCode", Type.TEXT, r -> r.client().member().memberCode()),
    CLIENT_SUBSYSTEM("clientSubsystemCode", Type.TEXT, r -> r.client().subsystem()),
    SERVICE_INSTANCE(
            "serviceXRoadInstance",
            Type.TEXT,
            r -> r.service().provider().member().instance()),
    SERVICE_CLASS(
            "serviceMemberClass",
            Type.TEXT,
            r -> r.service().provider().member().memberClass()),
    SERVICE_MEMBER(
            "serviceMemberCode", Type.TEXT, r -> r.service().provider().member().memberCode()),
    SERVICE_SUBSYSTEM(
            "serviceSubsystemCode", Type.TEXT, r -> r.service().provider().subsystem()),
    SERVICE_CODE("serviceCode", Type.TEXT, r -> r.service().serviceCode()),
    REST_METHOD("restMethod", Type.TEXT, OperationalRecord::restMethod),
    REST_PATH("restPath", Type.TEXT, OperationalRecord::restPath),
    SERVICE_VERSION("serviceVersion", Type.TEXT, r -> r.service().version()),
    REPRESENTED_CLASS("representedPartyClass", Type.TEXT, r -> partyClass(r.representedParty())),
    REPRESENTED_CODE("representedPartyCode", Type.TEXT, r -> partyCode(r.representedParty())),
    MESSAGE_ID("messageId", Type.TEXT, OperationalRecord::messageId),
    USER_ID("messageUserId", Type.TEXT, OperationalRecord::userId),
    ISSUE("messageIssue", Type.TEXT, OperationalRecord::issue),
    PROTOCOL_VERSION("messageProtocolVersion", Type.TEXT, OperationalRecord::protocolVersion),
    CLIENT_SERVER("clientSecurityServerAddress", Type.TEXT, OperationalRecord::clientServer),
    SERVICE_SERVER("serviceSecurityServerAddress", Type.TEXT, OperationalRecord::serviceServer),
    REQUEST_SIZE("requestSize", Type.NUMBER, r -> known(r.requestSize())),
    RESPONSE_SIZE("responseSize", Type.NUMBER, r -> known(r.responseSize())),
    REQUEST_MIME("requestMimeSize", Type.NUMBER, r -> known(r.requestMime())),
    REQUEST_ATTACHMENTS("requestAttachmentCount", Type.NUMBER, r -> known(r.requestAttachments())),
    RESPONSE_MIME("responseMimeSize", Type.NUMBER, r -> known(r.responseMime())),
    RESPONSE_ATTACHMENTS("responseAttachmentCount", Type.NUMBER, r -> known(r.responseAttachments())),
    SUCCEEDED("succeeded", Type.FLAG, r -> r.succeeded() ? 1 : 0),
    FAULT_CODE("faultCode", Type.TEXT, OperationalRecord::faultCode),
    FAULT_STRING("faultString", Type.TEXT, OperationalRecord::faultString),
    STATUS("statusCode", Type.NUMBER, r -> known(r.status())),
    SERVICE_TYPE("serviceType", Type.TEXT, OperationalRecord::serviceType),
    VERSION("xRoadVersion", Type.TEXT, OperationalRecord::version),
    REQUEST_ID("xRequestId", Type.TEXT, OperationalRecord::requestId);

    /** What a field holds. */
    enum Type {
        TEXT,
        NUMBER,
        FLAG
    }

    /** Fields that X-Road writes twice, by a second name before all of the first. */
    static final Map<RecordField, String> TWICE = twice();

    static final List<RecordField> ALL = List.of(values());

    private static final Map<String, RecordField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(RecordField::json, field -> field));

    private final String json;
    private final Type type;
    private final Function<OperationalRecord, @Nullable Object> value;

    RecordField(String json, Type type, Function<OperationalRecord, @Nullable Object> value) {
        this.json = json;
        this.type = type;
        this.value = value;
    }

    private static Map<RecordField, String> twice() {
        Map<RecordField, String> twice = new LinkedHashMap<>();
        twice.put(VERSION, "xroadVersion");
        twice.put(REQUEST_ID, "xrequestId");
        return twice;
    }

    private static @Nullable Object known(long value) {
        return value < 0 ? null : (Object) value;
    }

    private static @Nullable String partyClass(@Nullable RepresentedParty party) {
        return party == null ? null : party.partyClass();
    }

    private static @Nullable String partyCode(@Nullable RepresentedParty party) {
        return party == null ? null : party.partyCode();
    }

    /** The field of a name in the JSON object; {@code null} if there is none. */
    static @Nullable RecordField named(String json) {
        return BY_NAME.get(json);
    }

    /** Its name, in the JSON object as in the store. */
    String json() {
        return json;
    }

    Type type() {
        return type;
    }

    /** What a record holds in it; {@code null}: nothing. */
    @Nullable
    Object of(OperationalRecord exchange) {
        return value.apply(exchange);
    }
}
