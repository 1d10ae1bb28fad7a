package org.spean.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "m/r; boundary=a | m/r; boundary=n",
                "m/r; type=\"b; boundary=x\"; Boundary = \"a b\" ;charset=utf-8 | "
                        + "m/r; type=\"b; boundary=x\"; Boundary = \"n\";charset=utf-8",
                "m/r;start=\"<a\\\"b>\"; boundary=\"a\\\"b\"; | m/r;start=\"<a\\\"b>\"; boundary=\"n\";",
            },
            delimiter = '|')
    void replacesTheBoundaryAlone(String value, String expected) {
        assertThat(ContentType.withBoundary(value, "n")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m/r", "m/r; type=a", "m/r; boundary=a; boundary*=utf-8''b", "m/r; boundary=\"\"", "m"})
    void replacesNoBoundaryThatMayBeReadOtherwise(String value) {
        assertThat(ContentType.withBoundary(value, "n")).isNull();
    }
}
