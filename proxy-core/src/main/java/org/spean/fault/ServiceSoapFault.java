package org.spean.fault;

/**
 * A SOAP fault that the service itself answered with: the whole envelope passes on, byte for byte.
 *
 * @param envelope the document as it came; never changed
 * @param contentType as the service sent it
 * @param code the {@code faultcode}, such as {@code SOAP-ENV:Server}
 * @param message the {@code faultstring}
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
public record ServiceSoapFault(byte[] envelope, String contentType, String code, String message) implements Fault {
    @Override
    public String code(FaultStyle style) {
        return code;
    }

    @Override
    public String detail() {
        return "";
    }
}
