package org.spean.management;

import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.RelayedFault;
import org.spean.fault.SoapFaultReader;
import org.spean.message.SoapMessage;
import org.spean.soap.BodyElement;
import org.spean.soap.SoapReader;

/** What the central server answered. */
final class ManagementAnswer {
    private ManagementAnswer() {}

    /**
     * The id under which it keeps the request.
     *
     * @throws ManagementException when it refused, or the answer is none
     */
    static String requestId(ManagementRequest request, int status, byte[] body) throws ManagementException {
        RelayedFault fault = SoapFaultReader.read(body);
        if (fault != null) {
            throw new ManagementException(request.code() + " was refused: " + fault.code() + ": " + fault.message()
                    + (fault.detail().isEmpty() ? "" : " (" + fault.detail() + ")"));
        }
        if (status != 200) {
            throw new ManagementException(request.code() + ": the answer is HTTP status " + status);
        }
        BodyElement id = id(request, body);
        if (id == null || id.text().isEmpty()) {
            throw new ManagementException(
                    request.code() + ": the answer names no request (expected: an element requestId)");
        }
        return id.text();
    }

    private static @Nullable BodyElement id(ManagementRequest request, byte[] body) throws ManagementException {
        try {
            SoapMessage message = SoapReader.read(body, Origin.CLIENT_PROXY);
            if (message == null || !message.bodyElement().equals(request.code() + "Response")) {
                throw new ManagementException(request.code() + ": the answer is not one to this request");
            }
            return BodyElement.of(message, Origin.CLIENT_PROXY).child("requestId", Origin.CLIENT_PROXY);
        } catch (FaultException e) {
            throw new ManagementException(
                    request.code() + ": the answer is no SOAP message: "
                            + e.fault().message(),
                    e);
        }
    }
}
