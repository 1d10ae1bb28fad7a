package org.spean.crypto.key.pkcs11;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SoftHSM2 with tokens of these tests' own in a temporary folder. A module is initialised once in a process and then knows the
 * tokens it found, so all are made at the start and each test takes one for itself.
 */
public final class SoftHsm {
    public static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    public static final String PIN = "1234";

    private static final int TOKENS = 12;
    private static final Path FOLDER = folder();
    private static final List<Path> DIRECTORIES = new ArrayList<>();
    private static int taken;

    private final String label;
    private final Path directory;

    private SoftHsm(String label, Path directory) {
        this.label = label;
        this.directory = directory;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("softhsm");
            folder.toFile().deleteOnExit();
            Files.createDirectories(folder.resolve("tokens"));
            Files.createDirectories(folder.resolve("elsewhere"));
            Files.writeString(
                    folder.resolve("softhsm2.conf"), "directories.tokendir = " + folder.resolve("tokens") + "\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token that no other test has; the test is left out where SoftHSM2 is not installed. */
    public static synchronized SoftHsm token() throws Exception {
        assumeTrue(Files.isReadable(LIBRARY), "SoftHSM2 is not installed: " + LIBRARY);
        if (DIRECTORIES.isEmpty()) {
            setEnvironment("SOFTHSM2_CONF", FOLDER.resolve("softhsm2.conf").toString());
            Set<Path> before = new HashSet<>();
            for (int i = 0; i < TOKENS; i++) {
                initialise("test-" + i);
                Set<Path> now = directories();
                Set<Path> fresh = new HashSet<>(now);
                fresh.removeAll(before);
                DIRECTORIES.add(fresh.iterator().next());
                before = now;
            }
        }
        int number = taken++;
        return new SoftHsm("test-" + number, DIRECTORIES.get(number));
    }

    private static void initialise(String label) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "5678");
        builder.environment()
                .put("SOFTHSM2_CONF", FOLDER.resolve("softhsm2.conf").toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("softhsm2-util: " + said);
        }
    }

    private static Set<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER.resolve("tokens"))) {
            return all.collect(Collectors.toSet());
        }
    }

    /** In this process's own environment, which Java only reads. */
    @SuppressWarnings("restricted")
    private static void setEnvironment(String name, String value) throws Exception {
        Linker linker = Linker.nativeLinker();
        var setenv = linker.downcallHandle(
                linker.defaultLookup().find("setenv").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            setenv.invokeWithArguments(arena.allocateFrom(name), arena.allocateFrom(value), 1);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    public String label() {
        return label;
    }

    public TokenSettings settings(int sessions) {
        return new TokenSettings(LIBRARY, label, null, PIN.toCharArray(), sessions, List.of(), null);
    }

    /** As if it were pulled out. */
    public void remove() throws IOException {
        Files.move(directory, away());
    }

    public void putBack() throws IOException {
        Files.move(away(), directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path away() {
        return FOLDER.resolve("elsewhere").resolve(directory.getFileName());
    }

    /** Ends the sessions of this process with the token, and with that its login. */
    public void killSessions() throws Exception {
        Module.load(LIBRARY).call(cryptoki -> {
            for (Cryptoki.TokenInfo token : cryptoki.tokens()) {
                if (token.label().equals(label)) {
                    cryptoki.closeAllSessions(token.slot());
                }
            }
            return true;
        });
    }
}
