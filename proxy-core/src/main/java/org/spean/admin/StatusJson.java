package org.spean.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes what is shown as JSON. */
final class StatusJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StatusJson() {}

    static byte[] bytes(Object shown) {
        try {
            return MAPPER.writeValueAsBytes(shown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status is no JSON", e);
        }
    }
}
