package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root writes belongs to the gateway's user, if that is whose folder or file it is. */
class PrivateFilesTest {
    private static final int GATEWAY = 4711;
    private static final int OTHER = 4712;

    @TempDir
    Path folder;

    @BeforeEach
    void asRoot() throws Exception {
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")),
                "only root may give files to others");
        give(folder, GATEWAY);
    }

    private static void give(Path path, int user) throws Exception {
        Files.setAttribute(path, "unix:uid", user);
        Files.setAttribute(path, "unix:gid", user);
    }

    private static void belongsTo(Path path, int user) throws Exception {
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(user);
        assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(user);
    }

    @Test
    void aNewFileIsItsFoldersOwners() throws Exception {
        PrivateFiles.replace(folder.resolve("new/key.p12"), new byte[1]);
        PrivateFiles.lock(folder).close();

        belongsTo(folder.resolve("new"), GATEWAY);
        belongsTo(folder.resolve("new/key.p12"), GATEWAY);
        belongsTo(folder.resolve(".lock"), GATEWAY);
    }

    @Test
    void aReplacedFileKeepsItsOwnerAndMode() throws Exception {
        Path file = Files.write(folder.resolve("key.p12"), new byte[1]);
        give(file, OTHER);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        PrivateFiles.replace(file, new byte[2]);

        belongsTo(file, OTHER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .as("a group that may read it still may")
                .isEqualTo("rw-r-----");
        assertThat(file).hasSize(2);
    }
}
