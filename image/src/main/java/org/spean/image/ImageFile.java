package org.spean.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Packs the layers into one file in OCI's format. The same files make the same bytes. */
final class ImageFile {
    private ImageFile() {}

    /** Gives the digest of the image's manifest. */
    static String write(ImageTree tree, Path output, Path work, String name) throws IOException, InterruptedException {
        JibContainerBuilder image = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setEntrypoint(
                        ImageTree.HOME + "/java/bin/java",
                        "@" + ImageTree.HOME + "/gateway.options",
                        "-XX:AOTCache=" + ImageTree.HOME + "/spean.aot",
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "org.spean.cli.SpeanCommand")
                .setProgramArguments("run", "-c", "/etc/spean/gateway.yaml")
                .setEnvironment(Map.of("MALLOC_ARENA_MAX", "2"))
                .setUser(ImageTree.USER + ":" + ImageTree.USER)
                .setWorkingDirectory(AbsoluteUnixPath.get(ImageTree.DATA))
                .setExposedPorts(Set.of(Port.tcp(5500), Port.tcp(5577), Port.tcp(8080), Port.tcp(8443)))
                .setVolumes(Set.of(AbsoluteUnixPath.get(ImageTree.DATA)));
        for (Path layer : List.of(tree.base(), tree.java(), tree.application(), tree.cache())) {
            image.addFileEntriesLayer(layer(layer));
        }
        try {
            Containerizer to = Containerizer.to(
                            TarImage.at(output.toAbsolutePath()).named(name))
                    .setOfflineMode(true)
                    .setBaseImageLayersCache(work.resolve("jib"))
                    .setApplicationLayersCache(work.resolve("jib"));
            return image.containerize(to).getDigest().toString();
        } catch (InvalidImageReferenceException e) {
            throw new IOException(name + " (expected: a name such as spean:0.1.0)", e);
        } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
            throw new IOException("the image cannot be written: " + e.getMessage(), e);
        }
    }

    private static FileEntriesLayer layer(Path folder) throws IOException {
        FileEntriesLayer.Builder layer =
                FileEntriesLayer.builder().setName(folder.getFileName().toString());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> !each.equals(folder)).sorted().toList()) {
                String inside = "/" + folder.relativize(file);
                boolean data = inside.equals(ImageTree.DATA);
                layer.addEntry(
                        file,
                        AbsoluteUnixPath.get(inside),
                        FilePermissions.fromOctalString(
                                inside.equals("/tmp")
                                        ? "777"
                                        : Files.isDirectory(file) || Files.isExecutable(file) ? "755" : "644"),
                        ImageTree.TIME.toInstant(),
                        data ? ImageTree.USER + ":" + ImageTree.USER : "0:0");
            }
        }
        return layer.build();
    }
}
