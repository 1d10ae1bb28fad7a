package org.spean.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what root writes to the user whom the gateway runs as. */
public final class Owners {
    private static final Logger log = LoggerFactory.getLogger(Owners.class);

    private Owners() {}

    /**
     * Gives a file or folder the owner and group of another, as far as the process may: what root writes must stay in reach of
     * the gateway's user; others own what they write, and may not give it away.
     */
    public static void adopt(Path made, Path model) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
        if (view == null) {
            return; // a file system without owners
        }
        PosixFileAttributes own = view.readAttributes();
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        if (!own.group().equals(wanted.group())) {
            permitted(() -> view.setGroup(wanted.group()), made);
        }
        if (!own.owner().equals(wanted.owner())) {
            permitted(() -> view.setOwner(wanted.owner()), made);
        }
    }

    private interface Handover {
        void run() throws IOException;
    }

    private static void permitted(Handover handover, Path made) {
        try {
            handover.run();
        } catch (IOException e) {
            log.debug("{} keeps its owner: {}", made, e.toString());
        }
    }
}
