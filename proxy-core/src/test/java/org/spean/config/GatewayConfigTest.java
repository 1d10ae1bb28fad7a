package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

class GatewayConfigTest {
    private static final String SERVICE = "CAMBODIA/COM/CAMDX-000201/BANK/accounts";

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void prepare() {
        files = new ConfigFolder(folder);
    }

    @Test
    void resolvesPathsAgainstItsFolder() {
        GatewayConfig config =
                files.load(ConfigFolder.MINIMAL + "messageLog: {directory: log/m}\nexchangeLog: /x.jsonl\n");

        assertThat(config.messageLog().directory()).isEqualTo(folder.resolve("log/m"));
        assertThat(config.exchangeLog()).isEqualTo(Path.of("/x.jsonl"));
        assertThat(config.globalConfiguration().directory()).isEqualTo(folder.resolve("globalconf"));
        assertThat(config.files()).contains(folder.resolve("bank-auth.pin"));
    }

    @Test
    void readsSecretsWithoutTheirLineEndAndHidesThem() {
        KeyFile key =
                Objects.requireNonNull(files.load(ConfigFolder.MINIMAL).keys().authentication());

        assertThat(key.password().reveal()).isEqualTo("camdx".toCharArray());
        assertThat(key.toString()).doesNotContain("camdx\n").contains("password=***");
    }

    @Test
    void readsASecretFromTheEnvironment() {
        Path file = files.write(ConfigFolder.MINIMAL.replace("passwordFile: bank-auth.pin", "passwordEnv: PIN"));

        GatewayConfig config = GatewayConfigReader.read(file, Map.of("PIN", "1234")::get);
        assertThat(Objects.requireNonNull(config.keys().authentication())
                        .password()
                        .reveal())
                .isEqualTo("1234".toCharArray());
        assertThatThrownBy(() -> GatewayConfigReader.read(file, name -> null))
                .hasMessage(file + ": keys.authentication.passwordEnv: environment variable PIN is not set");
    }

    @Test
    void readsClientsAndServices() {
        GatewayConfig config = files.load(ConfigFolder.MINIMAL + """
                clients:
                  - id: CAMBODIA/COM/CAMDX-000201/BANK
                    connection: HTTP
                    groups: {partners: [CAMBODIA/GOV/CAMDX-000121/IDENTITY]}
                services:
                  - id: CAMBODIA/COM/CAMDX-000201/BANK/accounts
                    url: http://127.0.0.1:9000/api
                    timeout: 1500ms
                    disabled: until Monday
                    allow: [CAMBODIA/COM/CAMDX-000301/GATEWAY, {globalGroup: CAMBODIA/owners}, {localGroup: partners}]
                    endpoints: [{method: GET, path: "/a/*", allow: [CAMBODIA/COM/CAMDX-000301/GATEWAY]}]
                """);

        ServiceConfig service = config.service(ServiceId.parse(SERVICE));
        assertThat(service).isNotNull();
        assertThat(service.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(service.disabled()).isEqualTo("until Monday");
        assertThat(service.allow().clients()).containsExactly(ClientId.parse("CAMBODIA/COM/CAMDX-000301/GATEWAY"));
        assertThat(service.allow().localGroups()).containsExactly("partners");
        assertThat(service.allow().globalGroups()).containsExactly(new Subject.GlobalGroup("CAMBODIA", "owners"));
        assertThat(service.endpoints()).hasSize(1);
        ClientConfig client = config.client(ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK"));
        assertThat(client).isNotNull();
        assertThat(client.inGroup("partners", ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY")))
                .isTrue();
    }

    @Test
    void understandsOffAndAddressesOfBothKinds() {
        ListenConfig listen = files.load(ConfigFolder.MINIMAL + "listen: {clientHttp: off, peer: '[::1]:0'}\n")
                .listen();

        assertThat(listen.clientHttp()).isNull();
        assertThat(listen.peer().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(listen.peer().getPort()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timeuots: {}                        | timeuots: unknown key 'timeuots', did you mean 'timeouts'?
            timeouts: {conect: 5s}              | timeouts.conect: unknown key 'conect', did you mean 'connect'?
            timeouts: {zzzzzzzzz: 5s}           | timeouts.zzzzzzzzz: unknown key 'zzzzzzzzz'
            timeouts: {connect: 5}              | timeouts.connect: expected: a text, found the number 5; put it in quotes
            timeouts: {connect: 5 s}            | timeouts.connect: '5 s' (expected: a duration such as 250ms, 30s, 10m or 1h (units: ms, s, m, h, d))
            timeouts: {connect: 1ms}            | timeouts.connect: 1ms (expected: 100ms to 1m)
            timeouts: {connect: [5s]}           | timeouts.connect: expected: a text, found a list
            timeouts: [5s]                      | timeouts: expected: keys with values, found a list
            limits: {exchanges: many}           | limits.exchanges: expected: a whole number, found 'many'
            limits: {exchanges: 0}              | limits.exchanges: 0 (expected: 1 to 1000000)
            limits: {exchanges: 99999999999}    | limits.exchanges: 99999999999 (expected: 1 to 1000000)
            limits: {headerBytes: 64KB}         | limits.headerBytes: '64KB' (expected: a size such as 512B, 64KiB or 2GiB (units: B, KiB, MiB, GiB, TiB))
            limits: {headerBytes: 9999TiB}      | limits.headerBytes: 9999TiB (expected: 1KiB to 1MiB)
            messageLog: {attachments: 'yes'}    | messageLog.attachments: expected: true or false, found 'yes'
            messageLog: {keep: body}            | messageLog.keep: 'body' (expected: full, headers, metadata)
            messageLog: {subsystems: [{id: A/B/C/D}]} | messageLog.subsystems[0].keep: missing (full, headers or metadata; what is said of ours goes before what is said of a peer)
            messageLog: {subsystems: [{id: A, keep: full}]} | messageLog.subsystems[0].id: client identifier "A": must have 3 to 4 segments
            messageLog: {subsystems: [{id: A/B/C, keep: full}, {id: A/B/C, keep: full}]} | messageLog.subsystems[1].id: 'A/B/C' is there twice
            messageLog: {subsystems: [{id: A/B/C, keep: headers, attachments: true}]} | messageLog.subsystems[0].attachments: true without bodies (expected: keep: full beside it)
            listen: {peer: off}                 | listen.peer: off (expected: host:port; other security servers need this port)
            listen: {peer: 5500}                | listen.peer: expected: a text, found the number 5500; put it in quotes
            listen: {peer: '0.0.0.0:99999'}     | listen.peer: '0.0.0.0:99999' (expected: host:port or [IPv6]:port, or off)
            listen: {clientHttps: '0.0.0.0:1'}  | listen.clientHttps: needs a key (expected: keys.clientTls, or off here)
            faultStyle: odl                     | faultStyle: 'odl' (expected: old, new)
            digest: SHA-1                       | digest: 'SHA-1' (expected: SHA-256, SHA-384, SHA-512)
            wsdlClient: A/B/C/D                 | wsdlClient: 'A/B/C/D' (expected: the id of one of clients)
            proxyVersion: latest                | proxyVersion: 'latest' (expected: a semantic version such as 7.8.0)
            spool: {memoryPerMessage: 64MiB}    | spool.memoryPerMessage: larger than spool.memory
            peers: {tls: {protocols: [TLSv1]}}  | peers.tls.protocols: 'TLSv1' (expected: TLSv1.2, TLSv1.3)
            clients: {id: x}                    | clients: expected: a list, found keys with values
            clients: [{id: a/b/c/d}]            | clients[0].certificates: missing, so nobody could speak for 'a/b/c/d' (expected: PEM files, or connection HTTP or HTTPS, or [] for a provider only)
            clients: [{connection: HTTP}]       | clients[0].id: missing (instance/class/member/subsystem, segments percent-encoded)
            services: [{id: a/b/c/d/e, url: 'ftp://x'}] | services[0].url: 'ftp://x' (expected: http://host[:port]/path or https://…, without query, fragment and user)
            services: [{id: a/b/c/d/e, url: 'http://h/?q'}] | services[0].url: 'http://h/?q' (expected: http://host[:port]/path or https://…, without query, fragment and user)
            services: [{id: a/b/c/d/e, url: 'http://h', allow: [{globlGroup: a/b}]}] | services[0].allow[0]: unknown key 'globlGroup', did you mean 'globalGroup'?
            services: [{id: a/b/c/d/e, url: 'http://h', allow: [{globalGroup: a}]}] | services[0].allow[0].globalGroup: 'a' (expected: instance/group code)
            services: [{id: a/b/c/d/e, url: 'http://h', allow: [{localGroup: x}]}] | services[0].allow[0].localGroup: unknown group 'x' (expected: the provider among clients, with this group)
            services: [{id: a/b/c/d/e, url: 'http://h', endpoints: [{path: a, allow: []}]}] | services[0].endpoints[0].path: 'a' (expected: a path that begins with '/')
            services: [{id: a/b/c/d/e, url: 'http://h', endpoints: [{method: get, allow: []}]}] | services[0].endpoints[0].method: 'get' (expected: a method in upper case such as GET, or *)
            services: [{id: a/b/c/d/e, url: 'http://h', tls: {trust: []}}] | services[0].tls: given for an http URL (expected: https in url)
            """)
    void refusesInOneLine(String yaml, String reason) {
        Path file = files.write(ConfigFolder.MINIMAL + yaml + "\n");

        assertThatThrownBy(() -> GatewayConfig.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": " + reason);
    }

    @Test
    void refusesWhatIsThereTwice() {
        refused("clients: [{id: a/b/c/d, connection: HTTP}, {id: a/b/c/d, connection: HTTPS}]")
                .hasMessageContaining("clients[1].id: 'a/b/c/d' is there twice");
        refused("services: [{id: a/b/c/d/e, url: 'http://h'}, {id: a/b/c/d/e, url: 'http://i'}]")
                .hasMessageEndingWith("services[1].id: 'a/b/c/d/e' is there twice");
        refused("digest: SHA-256\ndigest: SHA-512")
                .hasMessageContaining("line 7: ")
                .hasMessageContaining("digest");
    }

    @Test
    void refusesMissingFiles() throws IOException {
        Path absent = folder.resolve("absent.yaml");
        assertThatThrownBy(() -> GatewayConfig.load(absent)).hasMessage(absent + ": no such file");
        Files.delete(folder.resolve("bank-sign.pin"));
        refused("")
                .hasMessageEndingWith(
                        "keys.signing[0].passwordFile: cannot be read: " + folder.resolve("bank-sign.pin"));
        Files.delete(folder.resolve("bank-auth.p12"));
        refused("").hasMessageEndingWith("keys.authentication.file: no such file: " + folder.resolve("bank-auth.p12"));
        Files.delete(folder.resolve("globalconf"));
    }

    @Test
    void refusesAMissingGlobalConfiguration() throws IOException {
        Files.delete(folder.resolve("globalconf"));
        refused("")
                .hasMessageEndingWith(
                        "globalConfiguration.directory: no such directory: " + folder.resolve("globalconf"));
    }

    @Test
    void refusesCertificatesThatAreNone() throws IOException {
        Files.writeString(folder.resolve("c.pem"), "hello");
        String client = "clients: [{id: a/b/c/d, certificates: [c.pem]}]";
        refused(client).hasMessageEndingWith("clients[0].certificates: no certificate in " + folder.resolve("c.pem"));
        Files.delete(folder.resolve("c.pem"));
        refused(client).hasMessageEndingWith("clients[0].certificates: cannot be read: " + folder.resolve("c.pem"));
    }

    @Test
    void refusesWhatIsNoYaml() {
        for (String text : List.of("", "just text", "- a\n- b", "{a: ", "a: 1\n---\nb: 2\n", "&a [*a]")) {
            Path file = files.write(text);
            assertThatThrownBy(() -> GatewayConfig.load(file))
                    .isInstanceOf(ConfigurationException.class)
                    .message()
                    .startsWith(file + ": ")
                    .hasLineCount(1);
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String yaml) {
        Path file = files.write(ConfigFolder.MINIMAL + yaml + "\n");
        return assertThatThrownBy(() -> GatewayConfig.load(file)).isInstanceOf(ConfigurationException.class);
    }
}
