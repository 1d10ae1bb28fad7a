package org.spean.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes what is shown as JSON. */
final class StatusJson {
    /** What is absent is left out, but for keys of the configuration, where it means off. */
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setDefaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));

    private StatusJson() {}

    static byte[] bytes(Object shown) {
        try {
            return MAPPER.writeValueAsBytes(shown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status is no JSON", e);
        }
    }
}
