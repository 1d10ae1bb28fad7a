package org.spean.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** For {@code .ci/fuzz}: prints the names of the targets, or writes the seeds of one into a folder. */
@SuppressWarnings("SystemOut") // a tool of the command line
public final class FuzzSeeds {

    private FuzzSeeds() {}

    /**
     * Lists, or writes.
     *
     * @param args none, or a target's name and a folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            FuzzTargets.names().forEach(System.out::println);
            return;
        }
        List<byte[]> seeds = FuzzTargets.named(args[0]).seeds().toList();
        Path folder = Files.createDirectories(Path.of(args[1]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }
}
