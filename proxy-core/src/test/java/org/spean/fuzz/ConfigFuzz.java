package org.spean.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;

/** The gateway's own configuration: not foreign, but what is wrong with it has to be said in one line. */
final class ConfigFuzz implements FuzzTarget {

    private static final Path SAMPLES = Path.of("..", "config-samples");
    private final Path file = Golden.file("gateway.yaml");

    @Override
    public Stream<byte[]> seeds() {
        Stream<Path> samples = Stream.of(SAMPLES, Path.of("config-samples"))
                .map(folder -> folder.resolve("gateway.yaml"))
                .filter(Files::exists);
        return Stream.concat(
                samples.map(Golden::read), Stream.of("a: &a [x]\nb: [*a, *a]\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void run(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            GatewayConfig.load(file);
        } catch (ConfigurationException refused) {
            if (Objects.requireNonNull(refused.getMessage()).contains("\n")) {
                throw new AssertionError("more than a line: " + refused.getMessage(), refused);
            }
        }
    }
}
