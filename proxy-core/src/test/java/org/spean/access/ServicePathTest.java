package org.spean.access;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../admin",
                "/a/..",
                "/a/./b",
                "/.",
                "/a/../../b",
                "/%2e%2e/admin",
                "/%2E%2E/admin",
                "/.%2e/admin",
                "/%2e",
                "/a%2f..%2fb",
                "/a%2F%2e%2e%2Fb",
                "/..%5cadmin",
                "/a\\..\\b",
                "/a%5c%2e%2e%5cb",
                "/..%20/admin",
                "/%20../admin",
                "/..%0a/admin",
                "/..%20;x/admin",
                "/..;/admin",
                "/..;x=1/admin",
                "/%2e%2e;/admin",
                "/..%3b/admin",
                "/%252e%252e/admin",
                "/a%252f..%252fb",
                "/a%00",
                "/%00",
                "/.;"
            })
    void unsafe(String path) {
        assertThat(ServicePath.unsafe(path)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "/a/",
                "//a",
                "/a.b",
                "/...",
                "/..a",
                "/a..",
                "/.well-known/x",
                "/v1.2/x",
                "/persons/a%20b%2Fc%C3%A9",
                "/100%25",
                "/a%2e%2eb",
                "/;..",
                "/%",
                "/%zz",
                "/a%0A",
                "/.%20./x"
            })
    void safe(String path) {
        assertThat(ServicePath.unsafe(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                    | ''
            /                     | ''
            /a                    | a
            /a/                   | a,
            /a/b.c                | a,b.c
            /a%20b                | a b
            /caf%C3%A9            | café
            /a%2Bb+c              | a+b+c
            /100%25               | 100%
            """)
    void segments(String path, String expected) {
        assertThat(ServicePath.segments(path)).containsExactly(expected.split(",", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//a",
                "/a//b",
                "/a%2Fb",
                "/a%2fb",
                "/a\\b",
                "/a%5Cb",
                "/a;b=c",
                "/a%3Bb",
                "/a%0Ab",
                "/a%7F",
                "/%",
                "/%4",
                "/%zz",
                "/a%",
                "/%ff",
                "/%C3",
                "/%c0%ae%c0%ae",
                "/a%2541"
            })
    void ambiguous(String path) {
        assertThat(ServicePath.segments(path)).isNull();
    }

    /** However a path is written, a reader that decodes it once never climbs out when it is safe. */
    @Property(tries = 5_000)
    void aSafePathNeverClimbs(@ForAll("paths") String path) {
        if (ServicePath.unsafe(path) == null) {
            String read = path.replace("%2e", ".")
                    .replace("%2F", "/")
                    .replace("%5c", "\\")
                    .replace('\\', '/');
            for (String segment : read.split("/", -1)) {
                assertThat(segment).isNotIn(".", "..");
            }
        }
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("/", ".", "%2e", "%2F", "%5c", "\\", "a", ";")
                .list()
                .ofMaxSize(8)
                .map(parts -> "/" + String.join("", parts));
    }
}
