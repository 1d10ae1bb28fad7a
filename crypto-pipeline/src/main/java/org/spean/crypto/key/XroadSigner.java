package org.spean.crypto.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an X-Road signer. {@code keyconf.xml} says which keys and certificates there are, what for, and which are
 * active; the software token holds each of its keys in a PKCS#12 file named after the key, all with the same PIN, beside a
 * placeholder for a certificate.
 */
final class XroadSigner {
    private final Path keyConf;
    private final Path softToken;
    private final char[] pin;

    XroadSigner(Path folder, char[] pin) {
        this.keyConf = folder.resolve("keyconf.xml");
        this.softToken = folder.resolve("softtoken");
        this.pin = pin.clone();
    }

    Path keyConf() {
        return keyConf;
    }

    FileStamps stamps() {
        Map<Path, FileStamps.Stamp> stamps =
                new HashMap<>(FileStamps.of(keyConf).stamps());
        stamps.putAll(FileStamps.of(softToken).stamps());
        return new FileStamps(stamps);
    }

    /** All keys that {@code keyconf.xml} names: each with each of its certificates, or without one. */
    List<StoredKey> read() throws KeyFileException {
        List<StoredKey> keys = new ArrayList<>();
        for (KeyConf.Device device : KeyConf.read(keyConf)) {
            for (KeyConf.Key key : device.keys()) {
                add(device, key, keys);
            }
        }
        return keys;
    }

    private void add(KeyConf.Device device, KeyConf.Key key, List<StoredKey> keys) throws KeyFileException {
        String home = device.software()
                ? softToken.toString()
                : keyConf + ", token " + (device.name().isEmpty() ? device.id() : device.name());
        PublicKey publicKey = key.publicKey();
        PrivateKey privateKey = null;
        String obstacle = null;
        if (device.software()) {
            Path file = softToken.resolve(key.id() + ".p12");
            if (Files.exists(file)) {
                KeyEntry entry = Pkcs12.load(file, pin, null);
                privateKey = entry.key();
                publicKey = entry.certificate().getPublicKey();
                obstacle = KeySizes.objection(publicKey);
            } else {
                obstacle = "no file " + file.getFileName();
            }
        }
        if (key.certificates().isEmpty()) {
            keys.add(new StoredKey(
                    home, key.id(), key.name(), key.use(), null, publicKey, privateKey, List.of(), true, obstacle));
        }
        for (KeyConf.Certificate certificate : key.certificates()) {
            if (publicKey != null && !publicKey.equals(certificate.certificate().getPublicKey())) {
                throw new KeyFileException(
                        keyConf,
                        "key " + key.id() + ": has a certificate of another key, "
                                + certificate.certificate().getSubjectX500Principal());
            }
            keys.add(new StoredKey(
                    home,
                    key.id(),
                    key.name(),
                    key.use(),
                    certificate.member(),
                    certificate.certificate().getPublicKey(),
                    privateKey,
                    List.of(certificate.certificate()),
                    certificate.active(),
                    unregistered(certificate, obstacle)));
        }
    }

    private static @Nullable String unregistered(KeyConf.Certificate certificate, @Nullable String obstacle) {
        return certificate.status().equals("registered")
                ? obstacle
                : "its status in keyconf.xml is '" + certificate.status() + "' (expected: registered)";
    }
}
