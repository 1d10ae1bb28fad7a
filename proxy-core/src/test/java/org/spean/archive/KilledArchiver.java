package org.spean.archive;

import java.nio.file.Path;

/** A process that archives and is gone at a step of its second file, without any of its blocks ending in order. */
final class KilledArchiver {
    private KilledArchiver() {}

    /** Archives in a folder until a step, both given as arguments. */
    public static void main(String[] args) throws Exception {
        ArchiveRun.Step fatal = ArchiveRun.Step.valueOf(args[1]);
        int[] files = {0};
        try (ArchiveWorld world = new ArchiveWorld(Path.of(args[0]))) {
            world.maxFileSize = 30_000;
            world.archiver.watch(step -> {
                if (step == fatal && ++files[0] == 2) {
                    Runtime.getRuntime().halt(128 + 9);
                }
            });
            world.archiver.archive();
        }
    }
}
