package org.spean.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.golden.CaptureSet;

/** {@code listClients} gives the bytes that X-Road's servers gave of the same global configuration. */
class ClientListTest {

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx"})
    void isAsCaptured(String name) throws Exception {
        CaptureSet set = CaptureSet.named(name);
        GlobalConf conf = GlobalConfTree.read(set.globalConf());

        assertThat(text(ClientList.xml(conf.clientsOf(conf.instance()))))
                .isEqualTo(captured(name, "meta-listClients-xml"));
        // The fork's JSON has one field more, a leak of its serialiser that no schema knows.
        assertThat(text(ClientList.json(conf.clientsOf(conf.instance()))))
                .isEqualTo(captured(name, "meta-listClients-json")
                        .replaceAll("\"fields_for_string_format\":\\[[^]]*],", ""));
    }

    @org.junit.jupiter.api.Test
    void isAnEmptyListOfNobody() {
        assertThat(text(ClientList.json(List.of()))).isEqualTo("{\"member\":[]}");
        assertThat(text(ClientList.xml(List.of()))).contains("<ns2:clientList").endsWith("</ns2:clientList>\n");
    }

    private static String captured(String set, String exchange) throws Exception {
        String http = Files.readString(
                Path.of(System.getProperty("spean.golden"), set, "exchanges", exchange, "client-response.http"));
        return http.substring(http.indexOf("\r\n\r\n") < 0 ? http.indexOf("\n\n") + 2 : http.indexOf("\r\n\r\n") + 4);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
