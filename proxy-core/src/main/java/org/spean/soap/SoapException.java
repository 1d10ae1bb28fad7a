package org.spean.soap;

import org.spean.fault.FaultCode;

/** An envelope breaks a rule. Who is to blame is for the reader's caller to say. It has no stack trace. */
final class SoapException extends RuntimeException {
    private final FaultCode code;
    private final String rule;

    SoapException(FaultCode code, String rule) {
        super(rule, null, false, false);
        this.code = code;
        this.rule = rule;
    }

    FaultCode code() {
        return code;
    }

    String rule() {
        return rule;
    }
}
