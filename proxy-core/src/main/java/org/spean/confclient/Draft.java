package org.spean.confclient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A tree to be, begun when its first part is known to differ from the tree in use. */
final class Draft {
    private final TreeStore store;
    private final String home;
    private @Nullable Path tree;

    Draft(TreeStore store, String home) {
        this.store = store;
        this.home = home;
    }

    Path tree() throws IOException {
        Path now = tree;
        if (now == null) {
            now = store.begin();
            tree = now;
            Files.writeString(now.resolve("instance-identifier"), home);
        }
        return now;
    }

    /** The folder of an instance, or of parts that will go there. */
    Path folder(String instance) throws IOException {
        return Files.createDirectories(tree().resolve(instance));
    }

    boolean has(String instance) {
        return tree != null && Files.isDirectory(tree.resolve(instance));
    }

    /** Forgets what was staged of an instance. */
    void clear(String instance) throws IOException {
        if (tree != null) {
            TreeStore.remove(tree.resolve(instance));
        }
    }

    /** Puts it in use. */
    Path publish() throws IOException {
        Path published = store.publish(tree());
        tree = null;
        return published;
    }

    void discard() throws IOException {
        if (tree != null) {
            store.discard(tree);
            tree = null;
        }
    }
}
