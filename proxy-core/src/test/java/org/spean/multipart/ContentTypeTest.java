package org.spean.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    @Test
    void readsTypeAndParameters() {
        ContentType type = Objects.requireNonNull(ContentType.parse(
                " Multipart/Mixed ; charset=UTF-8;Boundary=\"a;\\\"b\" ; start=<x> ;".replace("<x>", "x")));
        assertThat(type.mediaType()).isEqualTo("multipart/mixed");
        assertThat(type.parameters()).isEqualTo(Map.of("charset", "UTF-8", "boundary", "a;\"b", "start", "x"));
        assertThat(type.boundary()).isEqualTo("a;\"b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/xml",
                "text/x y",
                "a/b; c",
                "a/b; =c",
                "a/b; c=",
                "a/b; c=\"d",
                "a/b; c=\"d\"e",
                "a/b; c=\"d\\",
                "a/b; c=d; C=e",
                "a/b; c=d e",
                "a/b;c=d,e"
            })
    void refusesWhatIsNone(String value) {
        assertThat(ContentType.parse(value)).isNull();
    }
}
