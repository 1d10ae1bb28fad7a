package org.spean.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies of our jars without the native libraries of other platforms, which are half of their size, and without those that
 * lie unpacked beside them. What is left is stored as it was, entry by entry, with one time for all.
 */
final class SlimJars {
    /** Native libraries; of them only those stay that nobody unpacks at build time, for the image's platform. */
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|jnilib|dylib|a)");

    private static final Pattern KEPT = Pattern.compile(
            "(linux/amd64|org/xerial/snappy/native/Linux/x86_64|" + "net/jpountz/util/linux/amd64)/.*\\.so");

    private static final Pattern FOREIGN_JAR = Pattern.compile(".*(osx|windows|aarch_64|aarch64).*\\.jar");

    private SlimJars() {}

    /** Copies what the class path names, in its order; gives the names in the folder. */
    static List<String> copy(List<Path> jars, Path folder, FileTime time) throws IOException {
        Files.createDirectories(folder);
        List<String> names = new ArrayList<>();
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            if (!FOREIGN_JAR.matcher(name).matches()) {
                copy(jar, folder.resolve(name), time);
                names.add(name);
            }
        }
        return names;
    }

    private static void copy(Path jar, Path to, FileTime time) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setMethod(ZipOutputStream.STORED); // the layer is compressed, and better so as a whole
            Enumeration<? extends ZipEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && wanted(entry.getName())) {
                    write(out, entry.getName(), from.getInputStream(entry).readAllBytes(), time);
                }
            }
        }
    }

    private static void write(ZipOutputStream out, String name, byte[] content, FileTime time) throws IOException {
        ZipEntry copy = new ZipEntry(name);
        copy.setLastModifiedTime(time);
        copy.setMethod(ZipEntry.STORED);
        copy.setSize(content.length);
        CRC32 sum = new CRC32();
        sum.update(content);
        copy.setCrc(sum.getValue());
        out.putNextEntry(copy);
        out.write(content);
        out.closeEntry();
    }

    static boolean wanted(String entry) {
        return !NATIVE.matcher(entry).matches() || KEPT.matcher(entry).matches();
    }

    /** The files of a class path as the launcher lists it: {@code @proxy-core/…:@…}. */
    static List<Path> listed(Path home, String classPath) {
        return Stream.of(classPath.strip().split(":"))
                .map(part -> home.resolve(part.substring(1)))
                .toList();
    }
}
