package org.spean.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who else gets at a file. */
class ExposureTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void withinReach() throws IOException {
        mode(folder, "rwxr-xr-x");
        for (Path above = folder.toRealPath().getParent(); above != null; above = above.getParent()) {
            assumeTrue(
                    Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE),
                    above + " shuts others out");
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, rwxr-xr-x, ",
        "r--r-----, rwxr-xr-x, ",
        "rw-rw---x, rwxr-xr-x, ",
        "rw-r--r--, rwxr-xr-x, anyone on this machine may read it",
        "rw-r--rw-, rwxr-xr-x, anyone on this machine may change it",
        "rw-----w-, rwxrwxrwx, anyone on this machine may change it",
        "rw-r--r--, rwxr-x---, ",
        "rw-rw-rw-, rwx------, ",
        "rw-r--r--, rwxr-xr--, ", // the folder may be listed, but what is in it not opened
    })
    void modesOfFileAndFolderCountTogether(String file, String above, String expected) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("etc"));
        Path pin = Files.writeString(inner.resolve("pin"), "1234");
        mode(pin, file);
        mode(inner, above);

        assertThat(Exposure.of(pin)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "rwxr-xr-x, ",
        "rwxrwx---, ",
        "rwx----w-, ", // names cannot be followed without the right to pass
        "rwxrwxrwx, anyone on this machine may change what is in it",
        "rwx----wx, anyone on this machine may change what is in it",
    })
    void aFolderIsExposedWhereOthersMayWriteIntoIt(String mode, String expected) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("keys"));
        mode(inner, mode);

        assertThat(Exposure.ofFolder(inner)).isEqualTo(expected);
    }

    @Test
    void whatALinkLeadsToCounts() throws IOException {
        Path shut = Files.createDirectory(folder.resolve("shut"));
        mode(shut, "rwx------");
        Path open = Files.writeString(folder.resolve("pin"), "1234");
        mode(open, "rw-r--r--");

        assertThat(Exposure.of(Files.createSymbolicLink(shut.resolve("link"), open)))
                .isEqualTo("anyone on this machine may read it");
    }

    @Test
    void aFileThatIsAbsentIsAnError() {
        assertThatThrownBy(() -> Exposure.of(folder.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }
}
