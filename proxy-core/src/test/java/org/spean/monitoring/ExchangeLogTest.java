package org.spean.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeLogTest {

    @TempDir
    private Path folder;

    @Test
    void goesOnOnALineOfItsOwnBehindOneThatWasCutShort() throws Exception {
        Path file = folder.resolve("exchanges.jsonl");
        Files.writeString(file, "{\"time\":1}\n{\"ti");
        ExchangeLog.open(file).close();
        assertThat(file).hasContent("{\"time\":1}\n{\"ti\n");
        ExchangeLog.open(file).close();
        assertThat(file).hasContent("{\"time\":1}\n{\"ti\n");
    }

    @Test
    void beginsAFile() throws Exception {
        Path file = folder.resolve("exchanges.jsonl");
        ExchangeLog.open(file).close();
        assertThat(file).isEmptyFile();
    }
}
