package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminConfigTest {
    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void prepare() {
        files = new ConfigFolder(folder);
    }

    @Test
    void isOnLoopbackForEverybodyThereAndWithoutHealthCheckByDefault() {
        GatewayConfig config = files.load(ConfigFolder.MINIMAL);

        assertThat(Objects.requireNonNull(config.listen().admin()).getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(config.admin().open()).isTrue();
        assertThat(config.listen().health()).isNull();
    }

    @Test
    void isForNobodyElseWithoutATokenOrCertificates() {
        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL + "listen: {admin: 0.0.0.0:5580}\n"))
                .hasMessageContaining("admin.tokenFile: missing: whoever reaches listen.admin at 0.0.0.0:5580");

        GatewayConfig config =
                files.load(ConfigFolder.MINIMAL + "listen: {admin: 0.0.0.0:5580}\nadmin: {tokenFile: admin.pin}\n");
        assertThat(config.admin().open()).isFalse();
        assertThat(config.admin().toString()).doesNotContain("1234");
    }

    @Test
    void refusesAnEmptyToken() throws Exception {
        Files.writeString(folder.resolve("empty"), "\n");

        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL + "admin: {tokenFile: empty}\n"))
                .hasMessageContaining("admin.tokenFile: empty");
    }

    @Test
    void certificatesNeedTls() {
        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL + "admin: {clients: [core-banking.pem]}\n"))
                .hasMessageContaining("admin.clients: certificates are shown in TLS only (expected: admin.key)");
    }
}
