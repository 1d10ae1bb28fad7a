package org.spean.opmonitor;

import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.message.SoapMessage.RepresentedParty;
import org.spean.messagelog.Side;

/**
 * One exchange as the protocol tells it (PR-OPMON, annex B). Times are milliseconds since 1970, sizes bytes; what is -1 is not
 * known, since the exchange ended before.
 *
 * @param internalIp of this gateway
 * @param clientServer registered address of the client's security server
 * @param serviceServer registered address of the provider's security server
 * @param requestMime bytes with attachments, -1 when there are none
 * @param status of a REST answer, -1 for SOAP
 * @param version of this gateway
 */
record OperationalRecord(
        Side side,
        String internalIp,
        long requestIn,
        long requestOut,
        long responseIn,
        long responseOut,
        ClientId client,
        ServiceId service,
        @Nullable String restMethod,
        @Nullable String restPath,
        @Nullable RepresentedParty representedParty,
        String messageId,
        @Nullable String userId,
        @Nullable String issue,
        String protocolVersion,
        @Nullable String clientServer,
        @Nullable String serviceServer,
        long requestSize,
        long responseSize,
        long requestMime,
        int requestAttachments,
        long responseMime,
        int responseAttachments,
        boolean succeeded,
        @Nullable String faultCode,
        @Nullable String faultString,
        int status,
        String serviceType,
        String version,
        String requestId) {}
