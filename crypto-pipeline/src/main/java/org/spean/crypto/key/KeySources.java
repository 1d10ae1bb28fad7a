package org.spean.crypto.key;

import java.nio.file.Path;
import java.util.List;

/** Opens the homes of keys. All read at once, blocking. */
public final class KeySources {
    private KeySources() {}

    /**
     * One key of a PKCS#12 file.
     *
     * @throws KeyFileException when it cannot be used: at the start there is nothing older to keep
     */
    public static KeySource pkcs12(Pkcs12File file, KeyUse use, KeyPolling polling) throws KeyFileException {
        String id = file.alias() == null ? file.file().getFileName().toString() : file.alias();
        return new FileKeySource(
                file.file(),
                () -> FileStamps.of(file.file()),
                () -> List.of(StoredKey.inUse(file.file().toString(), id, use, file.load())),
                polling);
    }

    /**
     * The keys of an X-Road signer: its software token, and the certificates that its {@code keyconf.xml} knows of keys in
     * other tokens. Nothing is ever written there.
     *
     * @param folder holds {@code keyconf.xml} and {@code softtoken}
     * @param pin of the software token
     * @throws KeyFileException when it cannot be read
     */
    public static KeySource xroad(Path folder, char[] pin, KeyPolling polling) throws KeyFileException {
        XroadSigner signer = new XroadSigner(folder, pin);
        return new FileKeySource(signer.keyConf(), signer::stamps, signer::read, polling);
    }

    /**
     * The keys of a folder that {@link #folderHome} writes. One that is not there yet is empty.
     *
     * @param password of all its files
     * @throws KeyFileException when it cannot be read
     */
    public static KeySource folder(Path folder, char[] password, KeyPolling polling) throws KeyFileException {
        KeyFolderHome home = new KeyFolderHome(folder, password);
        return new FileKeySource(folder, home::stamps, home::read, polling);
    }

    /** The same folder, to be changed. */
    public static KeyHome folderHome(Path folder, char[] password) {
        return new KeyFolderHome(folder, password);
    }
}
