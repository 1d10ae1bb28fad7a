package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticVersionTest {

    @ParameterizedTest
    @CsvSource({
        "7.4.0, 7.4.1",
        "7.4.9, 7.10.0",
        "7.99.0, 8.0.0",
        "7.8.1-SNAPSHOT-20260206154126gitfcd1621, 7.8.1",
        "1.0.0-alpha, 1.0.0-alpha.1",
        "1.0.0-alpha.1, 1.0.0-alpha.beta",
        "1.0.0-beta.2, 1.0.0-beta.11",
    })
    void ordered(String lower, String higher) {
        SemanticVersion low = Objects.requireNonNull(SemanticVersion.of(lower));
        SemanticVersion high = Objects.requireNonNull(SemanticVersion.of(higher));

        assertThat(low).isLessThan(high);
        assertThat(high).isGreaterThan(low);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.8.0+spean.0.1.0", "7.8.0"})
    void buildMetadataDoesNotCount(String text) {
        assertThat(SemanticVersion.of(text)).isEqualByComparingTo(new SemanticVersion(7, 8, 0, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7.8", "7.8.0.1", "v7.8.0", "7.8.x", "7.8.0-", "9999999999.0.0"})
    void whatIsNone(String text) {
        assertThat(SemanticVersion.of(text)).isNull();
    }
}
