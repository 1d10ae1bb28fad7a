package org.spean.message;

/**
 * A header of a REST message. Characters stand for bytes (ISO 8859-1), as in Netty's header objects; so what is UTF-8 on
 * one side is the same UTF-8 on the other.
 */
public record Header(String name, String value) {}
