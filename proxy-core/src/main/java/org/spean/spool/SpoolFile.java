package org.spean.spool;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind a spool: made at the first write, without a name from then on (the JDK unlinks a delete-on-close file
 * as soon as it is open, where the system can), readable by its owner alone. All methods block; writes and the close are
 * made one after the other, reads may be made side by side between them.
 */
final class SpoolFile {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
    private static final Set<StandardOpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    private static final FileAttribute<?>[] ATTRIBUTES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private final SpoolBudget budget;
    private final @Nullable SpoolCipher cipher;
    private volatile @Nullable FileChannel channel;

    SpoolFile(SpoolBudget budget) {
        this.budget = budget;
        this.cipher = budget.settings().encrypted() ? new SpoolCipher() : null;
    }

    /** Appends the readable bytes of all buffers; moves no reader index and releases nothing. */
    void write(List<ByteBuf> data) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            out = open();
            channel = out;
            budget.fileOpened();
        }
        SpoolCipher sealing = cipher;
        if (sealing != null) {
            for (ByteBuf buffer : data) {
                sealing.write(out, buffer);
            }
            return;
        }
        List<ByteBuffer> views = new ArrayList<>(data.size());
        for (ByteBuf buffer : data) {
            for (ByteBuffer view : buffer.nioBuffers()) {
                if (view.hasRemaining()) {
                    views.add(view);
                }
            }
        }
        ByteBuffer[] parts = views.toArray(ByteBuffer[]::new);
        for (int done = 0; done < parts.length; ) {
            out.write(parts, done, parts.length - done);
            while (done < parts.length && !parts[done].hasRemaining()) {
                done++;
            }
        }
    }

    /** Reads exactly {@code length} bytes that were written before. */
    void read(ByteBuf into, long position, int length) throws IOException {
        FileChannel in = channel;
        if (in == null) {
            throw new IOException("Nothing was written");
        }
        SpoolCipher opening = cipher;
        if (opening != null) {
            opening.read(in, into, position, length);
            return;
        }
        while (into.readableBytes() < length) {
            int had = into.readableBytes();
            if (into.writeBytes(in, position + had, length - had) < 0) {
                throw new IOException("The spool file ends at " + (position + had));
            }
        }
    }

    void close() {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        try {
            open.close();
        } catch (IOException e) {
            LOG.warn("Closing a spool file failed", e);
        } finally {
            budget.fileClosed();
        }
    }

    private FileChannel open() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return FileChannel.open(budget.nextFile(), OPTIONS, ATTRIBUTES);
            } catch (FileAlreadyExistsException e) {
                // A process of the same id in another container may share the directory; its next name will differ.
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }
}
