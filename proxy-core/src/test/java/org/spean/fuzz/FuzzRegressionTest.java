package org.spean.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each parser must survive at every build: what it was made for, a few hundred alterations of that, always the same ones,
 * and all that was found by fuzzing so far, in {@code src/test/fuzz}.
 */
class FuzzRegressionTest {

    private static final Path FOUND = Path.of("src/test/fuzz");
    private static final int ALTERATIONS = 120;
    private static final String[] PIECES = {
        "\r\n", "\0", "&#0;", "]]>", "<!--", "--", "\u00e9", "%00", "9999999999", "-1", "../", "<a>", "\"", "=", ":"
    };

    static Stream<String> targets() {
        return StreamSupport.stream(FuzzTargets.names().spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void holds(String name) throws Exception {
        FuzzTarget target = FuzzTargets.named(name);
        List<byte[]> seeds = target.seeds().toList();
        if (seeds.isEmpty()) {
            throw new AssertionError("no seeds");
        }
        for (byte[] seed : seeds) {
            target.run(seed); // what happens once, such as loading of classes, does not count
        }
        for (byte[] seed : seeds) {
            check(target, seed);
        }
        for (byte[] found : found(name)) {
            check(target, found);
        }
        Random random = new Random(name.hashCode());
        for (int i = 0; i < ALTERATIONS; i++) {
            check(target, altered(seeds.get(random.nextInt(seeds.size())), random));
        }
    }

    private static void check(FuzzTarget target, byte[] input) {
        try {
            BoundedRun.of(target, input);
        } catch (Exception | AssertionError e) {
            byte[] shown = Arrays.copyOf(input, Math.min(input.length, 32_000));
            throw new AssertionError("input: " + HexFormat.of().formatHex(shown), e);
        }
    }

    private static List<byte[]> found(String name) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        Path folder = FOUND.resolve(name);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }

    private static byte[] altered(byte[] seed, Random random) {
        byte[] input = seed;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            input = alteredOnce(input, random);
        }
        return input;
    }

    private static byte[] alteredOnce(byte[] input, Random random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + (random.nextBoolean() ? 1 : random.nextInt(64)));
        return switch (random.nextInt(5)) {
            case 0 -> { // another bit
                byte[] other = input.clone();
                if (at < other.length) {
                    other[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield other;
            }
            case 1 -> joined(input, at, new byte[0], to); // left out
            case 2 -> joined(input, at, Arrays.copyOfRange(input, at, to), at); // twice
            case 3 -> joined(input, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), at);
            default -> Arrays.copyOf(input, at); // cut
        };
    }

    private static byte[] joined(byte[] input, int before, byte[] between, int after) {
        byte[] all = Arrays.copyOf(input, before + between.length + input.length - after);
        System.arraycopy(between, 0, all, before, between.length);
        System.arraycopy(input, after, all, before + between.length, input.length - after);
        return all;
    }
}
