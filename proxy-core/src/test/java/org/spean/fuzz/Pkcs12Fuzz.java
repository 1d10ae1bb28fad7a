package org.spean.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.Pkcs12;
import org.spean.golden.Pki;

/** Key stores. */
final class Pkcs12Fuzz implements FuzzTarget {

    private final Path file = Golden.file("store.p12");

    @Override
    public Stream<byte[]> seeds() {
        return Golden.files("bank-sign.p12", "bank-auth.p12", "ca.p12");
    }

    @Override
    public void run(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            Pkcs12.load(file, Pki.PASSWORD.toCharArray(), null);
        } catch (KeyFileException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
