package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The segments of a folder. A file whose beginning is blank is prepared for later and not a segment yet. */
final class SegmentFiles {

    private static final String SUFFIX = ".segment";
    private static final int DIGITS = 10;

    private final Path directory;

    SegmentFiles(Path directory) {
        this.directory = directory;
    }

    static String name(long number) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, DIGITS - text.length())) + text + SUFFIX;
    }

    Path directory() {
        return directory;
    }

    Path path(long number) {
        return directory.resolve(name(number));
    }

    /** Numbers of all files, prepared ones included. */
    NavigableSet<Long> numbers() throws IOException {
        NavigableSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String digits = name.substring(0, name.length() - SUFFIX.length());
                if (digits.length() >= DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    numbers.add(Long.parseLong(digits));
                }
            }
        }
        return numbers;
    }

    /** The next segment after this number; 0 if there is none yet. */
    long after(long number) throws IOException {
        if (header(number + 1) != null) {
            return number + 1;
        }
        for (long next : numbers().tailSet(number + 2, true)) {
            if (header(next) != null) {
                return next;
            }
        }
        return 0;
    }

    /** The header of a segment; {@code null} when there is no such file or it has no sound one. */
    @Nullable
    SegmentHeader header(long number) throws IOException {
        try (FileChannel channel = FileChannel.open(path(number), StandardOpenOption.READ)) {
            return header(channel);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    static @Nullable SegmentHeader header(FileChannel channel) throws IOException {
        return SegmentHeader.decode(beginning(channel));
    }

    /** Whether a file begins with zeros, as one that is prepared for later. */
    boolean blank(long number) throws IOException {
        try (FileChannel channel = FileChannel.open(path(number), StandardOpenOption.READ)) {
            return Zeros.all(beginning(channel));
        }
    }

    private static ByteBuffer beginning(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                break;
            }
        }
        return bytes.flip();
    }
}
