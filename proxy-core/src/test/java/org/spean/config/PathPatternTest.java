package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                | /                       | true
            /                | /a                      | false
            /a               | /a                      | true
            /a               | /a/                     | false
            /a/              | /a/                     | true
            /*               | /a                      | true
            /*               | /                       | false
            /*               | /a/b                    | false
            /persons/*       | /persons/5              | true
            /persons/*       | /persons/               | false
            /persons/*       | /persons                | false
            /persons/*       | /persons/5/address      | false
            /persons/*/phone | /persons/5/phone        | true
            /**              | /                       | true
            /**              | /a/b/                   | true
            /a/**            | /a                      | false
            /a/**            | /a/                     | true
            /a/**            | /a/b/c                  | true
            /a/**/z          | /a/z                    | false
            /a/**/z          | /a/b/z                  | true
            /a/**/z          | /a/b/z/c/z              | true
            /a/**/z          | /a/b/z/c                | false
            /**/b/**/d       | /x/b/b/y/d              | true
            /v*.json         | /v1.json                | true
            /v*.json         | /v.json                 | true
            /v*.json         | /v.jso                  | false
            /a*b*c           | /aXbYc                  | true
            /a*a             | /a                      | false
            /a%20b           | /a b                    | true
            /a%2Ab           | /a*b                    | true
            /a%2Ab           | /aXb                    | false
            /é               | /é                      | true
            /%C3%A9          | /é                      | true
            """)
    void matches(String pattern, String path, boolean expected) {
        assertThat(PathPattern.parse(pattern).matches(path.substring(1).split("/", -1)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "/a//b", "/a/../b", "/.", "/a**", "/a?b", "/a#b", "/a\\b", "/%2F", "/%5c", "/%", "/%4", "/%zz",
                "/%00", "/%ff"
            })
    void refuses(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "' (expected: ");
    }

    @Property
    void everythingIsCovered(@ForAll @Size(min = 1, max = 6) List<@StringLength(max = 4) String> segments) {
        PathPattern all = PathPattern.parse("/**");
        assertThat(all.coversAll()).isTrue();
        assertThat(all.matches(segments.toArray(String[]::new))).isTrue();
    }

    @Property
    void aPatternWithoutStarsMatchesItselfAlone(@ForAll("paths") String one, @ForAll("paths") String other) {
        assertThat(PathPattern.parse(one).matches(other.substring(1).split("/", -1)))
                .isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withChars("ab")
                .ofMinLength(1)
                .ofMaxLength(2)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(s -> "/" + String.join("/", s));
    }
}
