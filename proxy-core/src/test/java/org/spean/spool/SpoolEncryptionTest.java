package org.spean.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in an encrypted spool file, and what becomes of it when somebody changes it. */
class SpoolEncryptionTest {

    private static final String MARK = "salary of person 100000042";

    @TempDir
    Path directory;

    private final SpoolCipher cipher = new SpoolCipher();
    private final byte[] content = new byte[5 * SpoolCipher.BLOCK + 77];
    private FileChannel file;

    @BeforeEach
    void write() throws IOException {
        file = FileChannel.open(
                directory.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        new Random(1).nextBytes(content);
        for (int at = 0; at < content.length - MARK.length(); at += 1000) {
            System.arraycopy(MARK.getBytes(StandardCharsets.US_ASCII), 0, content, at, MARK.length());
        }
        cipher.write(file, Unpooled.wrappedBuffer(content, 0, 3));
        cipher.write(file, Unpooled.wrappedBuffer(content, 3, content.length - 3));
    }

    @Test
    void theFileShowsNothing() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(bytes, 0);
        assertThat(bytes.array()).hasSizeGreaterThanOrEqualTo(5 * SpoolCipher.BLOCK);
        assertThat(new String(bytes.array(), StandardCharsets.ISO_8859_1)).doesNotContain("salary", "person");
    }

    @Test
    void anyPartIsReadBack() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(content.length);
            int length = random.nextInt(content.length - from);
            ByteBuf read = Unpooled.buffer();
            cipher.read(file, read, from, length);
            assertThat(read).isEqualTo(Unpooled.wrappedBuffer(content, from, length));
        }
    }

    @Test
    void aChangeOrASwapOfBlocksIsNoticed() throws IOException {
        int whole = SpoolCipher.BLOCK + 16;
        ByteBuffer second = ByteBuffer.allocate(whole);
        file.read(second, whole);
        file.write(second.flip(), 0);
        assertThatThrownBy(() -> cipher.read(file, Unpooled.buffer(), 0, 10)).hasMessageContaining("Block 0");
        file.write(ByteBuffer.wrap(new byte[] {1}), 2L * whole + 5);
        assertThatThrownBy(() -> cipher.read(file, Unpooled.buffer(), 2L * SpoolCipher.BLOCK, 10))
                .hasMessageContaining("Block 2");
        cipher.read(file, Unpooled.buffer(), SpoolCipher.BLOCK, 10);
    }

    @Test
    void noTwoFilesLookAlike() throws IOException {
        try (FileChannel other = FileChannel.open(
                directory.resolve("other"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            new SpoolCipher().write(other, Unpooled.wrappedBuffer(content));
            assertThat(other.size()).isEqualTo(file.size());
            ByteBuffer a = ByteBuffer.allocate(1000);
            ByteBuffer b = ByteBuffer.allocate(1000);
            file.read(a, 0);
            other.read(b, 0);
            assertThat(a.flip()).isNotEqualTo(b.flip());
        }
    }
}
