package org.spean.crypto.key;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/**
 * A folder of our own with a PKCS#12 file for each key and a {@link KeyIndex}. A key is there before it has a certificate, so until
 * then its file holds one that the key has signed itself.
 */
final class KeyFolderHome implements KeyHome {
    private static final String SUFFIX = ".p12";

    private final Path folder;
    private final char[] password;

    KeyFolderHome(Path folder, char[] password) {
        this.folder = folder;
        this.password = password.clone();
    }

    FileStamps stamps() {
        return FileStamps.of(folder);
    }

    List<StoredKey> read() throws KeyFileException {
        List<StoredKey> keys = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return keys;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            KeyIndex index = KeyIndex.read(folder);
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - SUFFIX.length());
                keys.add(read(id, index.entry(id)));
            }
        } catch (IOException e) {
            throw new KeyFileException(folder, "cannot be read: " + e.getMessage(), e);
        }
        keys.sort(Comparator.comparing(StoredKey::id));
        return keys;
    }

    private StoredKey read(String id, KeyIndex.Entry noted) throws KeyFileException {
        KeyEntry entry = Pkcs12.load(file(id), password, null);
        X509Certificate certificate = entry.certificate();
        boolean certified = !certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        return new StoredKey(
                folder.toString(),
                id,
                noted.label(),
                noted.use(),
                noted.member(),
                certificate.getPublicKey(),
                entry.key(),
                certified ? entry.chain() : List.of(),
                noted.active(),
                KeySizes.objection(certificate.getPublicKey()));
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }

    @Override
    public String generate(KeyUse use, KeyKind kind, @Nullable MemberId member, @Nullable String label)
            throws KeyFileException {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        String id = use.text() + "-" + HexFormat.of().formatHex(random);
        try {
            KeyPair pair = kind.generate();
            // noted first: a note without a key does no harm
            KeyIndex.change(folder, index -> index.with(id, new KeyIndex.Entry(use, member, label, true)));
            write(id, new KeyEntry(List.of(SelfSigned.certificate(pair, id)), pair.getPrivate()));
            return id;
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyFileException(folder, "cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void certify(StoredKey key, List<X509Certificate> chain) throws KeyFileException {
        KeyEntry old = Pkcs12.load(file(key.id()), password, null);
        write(key.id(), new KeyEntry(chain, old.key()));
    }

    private void write(String id, KeyEntry entry) throws KeyFileException {
        Pkcs12.store(file(id), password, id, entry);
    }

    @Override
    public void activate(StoredKey key, boolean active) throws KeyFileException {
        try {
            KeyIndex.change(folder, index -> index.with(key.id(), active));
        } catch (IOException e) {
            throw new KeyFileException(folder, "cannot be written: " + e.getMessage(), e);
        }
    }
}
