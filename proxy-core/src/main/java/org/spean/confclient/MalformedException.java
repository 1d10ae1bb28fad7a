package org.spean.confclient;

/** A directory that breaks a rule of its form or does not prove itself; the message names the rule. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String rule) {
        super(rule);
    }

    MalformedException(String rule, Throwable cause) {
        super(rule, cause);
    }
}
