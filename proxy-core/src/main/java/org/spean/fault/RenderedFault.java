package org.spean.fault;

/**
 * A fault as an information system gets it (PR-REST, 4.6).
 *
 * @param status 500 when the type begins with {@code server.} in any case, else 400
 * @param type also the value of the header {@code X-Road-Error}
 * @param contentType of the body
 * @param body UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
public record RenderedFault(int status, String type, String contentType, byte[] body) {}
