package org.spean.crypto.key.pkcs11;

import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;

/** A module answered a call with an error. The message is the name that PKCS#11 gives the error. */
final class CryptokiException extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    static final long GENERAL_ERROR = 0x05;
    static final long ALREADY_INITIALISED = 0x191;
    static final long ALREADY_LOGGED_IN = 0x100;

    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(0x02L, "CKR_HOST_MEMORY"),
            Map.entry(0x03L, "CKR_SLOT_ID_INVALID"),
            Map.entry(GENERAL_ERROR, "CKR_GENERAL_ERROR"),
            Map.entry(0x06L, "CKR_FUNCTION_FAILED"),
            Map.entry(0x12L, "CKR_ATTRIBUTE_TYPE_INVALID"),
            Map.entry(0x30L, "CKR_DEVICE_ERROR"),
            Map.entry(0x31L, "CKR_DEVICE_MEMORY"),
            Map.entry(0x32L, "CKR_DEVICE_REMOVED"),
            Map.entry(0x60L, "CKR_KEY_HANDLE_INVALID"),
            Map.entry(0x70L, "CKR_MECHANISM_INVALID"),
            Map.entry(0x82L, "CKR_OBJECT_HANDLE_INVALID"),
            Map.entry(0xA0L, "CKR_PIN_INCORRECT"),
            Map.entry(0xA1L, "CKR_PIN_INVALID"),
            Map.entry(0xA2L, "CKR_PIN_LEN_RANGE"),
            Map.entry(0xA3L, "CKR_PIN_EXPIRED"),
            Map.entry(0xA4L, "CKR_PIN_LOCKED"),
            Map.entry(0xB0L, "CKR_SESSION_CLOSED"),
            Map.entry(0xB1L, "CKR_SESSION_COUNT"),
            Map.entry(0xB3L, "CKR_SESSION_HANDLE_INVALID"),
            Map.entry(0xB5L, "CKR_SESSION_READ_ONLY"),
            Map.entry(0xE0L, "CKR_TOKEN_NOT_PRESENT"),
            Map.entry(0xE1L, "CKR_TOKEN_NOT_RECOGNIZED"),
            Map.entry(ALREADY_LOGGED_IN, "CKR_USER_ALREADY_LOGGED_IN"),
            Map.entry(0x101L, "CKR_USER_NOT_LOGGED_IN"),
            Map.entry(0x102L, "CKR_USER_PIN_NOT_INITIALIZED"),
            Map.entry(0x190L, "CKR_CRYPTOKI_NOT_INITIALIZED"),
            Map.entry(ALREADY_INITIALISED, "CKR_CRYPTOKI_ALREADY_INITIALIZED"));

    private static final Set<Long> PIN = Set.of(0xA0L, 0xA1L, 0xA2L, 0xA3L, 0xA4L, 0x102L);

    private final long code;

    CryptokiException(String function, long code) {
        super(function + ": " + NAMES.getOrDefault(code, "0x" + Long.toHexString(code)));
        this.code = code;
    }

    /** The token is not there. */
    static CryptokiException absent(String reason) {
        return new CryptokiException(0xE0L, reason);
    }

    private CryptokiException(long code, String message) {
        super(message);
        this.code = code;
    }

    long code() {
        return code;
    }

    /** Whether the PIN is wrong or blocked: to try again would only count against it. */
    boolean ofPin() {
        return PIN.contains(code);
    }
}
