package org.spean.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.key.KeyConf;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyIndex;

/** X-Road's {@code keyconf.xml}, and the index of our own folder of keys. */
final class KeyConfFuzz implements FuzzTarget {

    private final Path file = Golden.file("keyconf.xml");
    private final Path index = Golden.file("keys.properties");

    @Override
    public Stream<byte[]> seeds() {
        String certificate =
                Base64.getEncoder().encodeToString(Golden.read(Golden.path("golden/pki/bank-sign.crt.der")));
        String conf = """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <ns2:keyConf xmlns:ns2="http://cyber.ee/xroad/keyconf">
                  <device><deviceType>softToken</deviceType><friendlyName>softToken-0</friendlyName><id>0</id>
                    <key usage="SIGNING"><keyId>636F</keyId><friendlyName>sign</friendlyName><label>sign</label>
                      <publicKey>AAAA</publicKey>
                      <cert><memberId><id:instance xmlns:id="x">CAMBODIA</id:instance></memberId><active>true</active>
                        <status>registered</status><contents>%s</contents></cert></key></device>
                </ns2:keyConf>
                """.formatted(certificate);
        return Stream.of(conf, "<keyConf/>", "a.use=SIGNING\na.active=true\n", "")
                .map(text -> text.getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) throws IOException {
        Files.write(file, input);
        Files.write(index, input);
        try {
            KeyConf.read(file);
        } catch (KeyFileException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
        try {
            KeyIndex.read(Objects.requireNonNull(index.getParent()));
        } catch (IOException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
