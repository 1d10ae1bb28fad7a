package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.config.ConfigurationException;
import org.spean.identifier.ClientId;

class OptionalPartsTest {
    @TempDir
    private Path tree;

    @BeforeEach
    void copy() {
        Trees.copy(Trees.golden("golden/globalconf/V5-direct"), tree);
    }

    @Test
    void anAbsentPartReadsAsItsDefault() {
        GlobalConf conf = GlobalConfTree.read(tree);

        assertThat(conf.ocspFetchInterval()).isEqualTo(Duration.ofMinutes(20));
        assertThat(conf.verifyNextUpdate()).isTrue();
        assertThat(conf.monitoringClient()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"V4-direct", "V5-direct", "V4-raw", "V5-raw"})
    void readsTheMonitoringClientOfCapturedTrees(String name) {
        GlobalConf conf = GlobalConfTree.read(Trees.golden("golden-variants/globalconf/mon/" + name));

        assertThat(conf.monitoringClient()).isEqualTo(ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK"));
    }

    @Test
    void readsFetchIntervalAndNextUpdate() throws IOException {
        write("fetchinterval-params.xml", "<ocspFetchInterval>90</ocspFetchInterval>");
        write("nextupdate-params.xml", "<verifyNextUpdate>false</verifyNextUpdate>");
        write("monitoring-params.xml", "<monitoringClient/>");
        GlobalConf conf = GlobalConfTree.read(tree);

        assertThat(conf.ocspFetchInterval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(conf.verifyNextUpdate()).isFalse();
        assertThat(conf.anchors(1).rules().verifyNextUpdate()).isFalse();
        assertThat(conf.monitoringClient()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "fetchinterval-params.xml, ocspFetchInterval, 0",
        "fetchinterval-params.xml, ocspFetchInterval, soon",
        "nextupdate-params.xml, verifyNextUpdate, maybe",
        "monitoring-params.xml, monitoringClient, <monitoringClientId/>"
    })
    void refusesAValueByFileAndElement(String file, String element, String value) throws IOException {
        write(file, "<%s>%s</%s>".formatted(element, value, element));

        assertThatThrownBy(() -> GlobalConfTree.read(tree))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CAMBODIA/" + file + ": " + element);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(
                tree.resolve("CAMBODIA").resolve(name),
                "<n:conf xmlns:n=\"http://x-road.eu/xsd/xroad.xsd\">%s</n:conf>".formatted(content));
    }
}
