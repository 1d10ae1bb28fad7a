package org.spean.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.StoredKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deactivate",
        mixinStandardHelpOptions = true,
        description = "Keeps a key, and uses it no more; another active key of the member takes over.")
final class KeyDeactivateCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Parameters(index = "0", paramLabel = "ID", description = "the key, by its id or the beginning of it")
    private String id;

    @Override
    public Integer call() throws KeyFileException {
        try (KeyDesk desk = new KeyDesk(config)) {
            StoredKey key = desk.key(id);
            desk.home(key).activate(key, false);
            return 0;
        }
    }
}
