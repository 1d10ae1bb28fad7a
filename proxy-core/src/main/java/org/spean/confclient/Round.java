package org.spean.confclient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.config.GlobalConfSource;
import org.spean.event.Events;
import org.spean.globalconf.AnnouncedSource;
import org.spean.globalconf.ConfigurationAnchor;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;

/**
 * One round of downloads: our instance's configuration, and those of the federated ones that are asked for. It ends with
 * a whole new tree in use, or with the old one as it was.
 */
final class Round {
    private static final String SHARED_FILE = "shared-params.xml";
    private static final String PRIVATE_FILE = "private-params.xml";
    private static final String ANCHOR_FILE = ".anchor";
    private static final String DETACHED = ".detached";

    private final SourceHttp http;
    private final GlobalConfSource source;
    private final Memory memory;
    private final Events events;
    private final ConfigurationAnchor anchor;
    private final String home;
    private final String anchorHash;
    private final TreeStore store;
    private final Draft draft;
    private final @Nullable Held held;
    private final boolean sameAnchor;
    private final DirectoryFetch fetch;
    private final Set<String> wanted = new TreeSet<>();
    private boolean detached;
    private @Nullable GlobalConf checked;

    /** @param changed whether it differs from the tree in use */
    private record Outcome(Directory directory, boolean changed) {}

    Round(
            SourceHttp http,
            GlobalConfSource source,
            ConfigurationAnchor anchor,
            String anchorHash,
            Memory memory,
            Events events,
            Instant now)
            throws IOException {
        this.http = http;
        this.source = source;
        this.memory = memory;
        this.events = events;
        this.anchor = anchor;
        this.home = anchor.instance();
        this.anchorHash = anchorHash;
        this.store = new TreeStore(source.directory());
        this.draft = new Draft(store, home);
        Path root = store.current();
        this.held = root == null ? null : new Held(root);
        this.sameAnchor = held != null && anchorHash.equals(held.noted(ANCHOR_FILE));
        this.fetch = new DirectoryFetch(http, source, memory, now);
        memory.begin(root, anchorHash);
    }

    /**
     * Downloads what has changed.
     *
     * @return the tree now in use if it is another than before, else null
     * @throws NoSourceException if no source gives our instance's configuration
     */
    @Nullable
    Path run() throws NoSourceException, IOException {
        try {
            wanted.add(home);
            Outcome main = download(anchor, DirectoryItem.PRIVATE);
            boolean changed = main.changed;
            detached = main.directory.items().stream()
                    .noneMatch(item -> item.identifier().equals(DirectoryItem.SHARED) && home.equals(item.instance()));
            for (ConfigurationAnchor other : anchors()) {
                if (other.instance().equals(home)) {
                    changed |= detached && download(other, DirectoryItem.SHARED).changed;
                } else if (source.federation().allows(other.instance())) {
                    wanted.add(other.instance());
                    changed |= federated(other);
                }
            }
            changed |= held == null || !sameAnchor || !wanted.containsAll(held.instances());
            return changed ? publish() : null;
        } catch (NoSourceException | IOException | RuntimeException e) {
            memory.unsee();
            throw e;
        } finally {
            draft.discard();
        }
    }

    /** What was read of the new tree to check it; null when nothing of our instance was new. */
    @Nullable
    GlobalConf checked() {
        return checked;
    }

    /** Tries the sources of an anchor in random order. */
    private Outcome download(ConfigurationAnchor from, String part) throws NoSourceException, IOException {
        String instance = from.instance();
        List<AnnouncedSource> announced = held == null || !sameAnchor
                ? List.of()
                : memory.announced(instance, held.folder(instance).resolve(SHARED_FILE));
        List<Origin> origins = new ArrayList<>(Origin.of(from, announced));
        Collections.shuffle(origins);
        List<SourceException> failures = new ArrayList<>();
        for (Origin origin : origins) {
            try {
                Outcome outcome = attempt(origin, instance, part);
                for (SourceException.Cause cause : SourceException.Cause.values()) {
                    events.settled(cause.kind(), origin.url().toString());
                }
                events.settled(Events.Kind.SOURCE_UNREACHABLE, instance);
                return outcome;
            } catch (SourceException e) {
                failures.add(e);
                if (e.what() != SourceException.Cause.UNREACHABLE) {
                    events.report(e.what().kind(), origin.url().toString(), told(origin, e));
                }
                draft.clear(slot(instance, part));
            }
        }
        NoSourceException none = new NoSourceException(failures);
        if (none.unreachable()) {
            events.report(Events.Kind.SOURCE_UNREACHABLE, instance, String.valueOf(none.getMessage()));
        }
        throw none;
    }

    /** Where parts are staged; shared parameters of ours that come from elsewhere join the private ones at the end. */
    private String slot(String instance, String part) {
        return instance.equals(home) && part.equals(DirectoryItem.SHARED) ? DETACHED + "/" + home : instance;
    }

    private static String told(Origin origin, SourceException e) {
        return e.url().equals(origin.url()) ? e.reason() : String.valueOf(e.getMessage());
    }

    private Outcome attempt(Origin origin, String instance, String part) throws SourceException, IOException {
        DirectoryFetch.Fetched fetched = fetch.fetch(origin, instance, part);
        Directory directory = fetched.directory();
        List<DirectoryItem> items = directory.items().stream()
                .filter(item -> isWanted(item, instance, part))
                .toList();
        boolean same = memory.same(key(instance, part), fetched.answer()) != null
                || (held != null && sameAnchor && held.isOf(directory, instance, part, items))
                || olderThanHeld(origin, instance, directory, items);
        boolean downloaded = false;
        for (DirectoryItem item : items) {
            String of = item.instance() == null ? instance : item.instance();
            wanted.add(of);
            if (!same) {
                Path folder = draft.folder(of.equals(instance) ? slot(instance, part) : of);
                downloaded |= stage(origin, item, of, folder, directory);
            }
        }
        if (downloaded) {
            validate(origin, instance, part);
        }
        memory.seen(key(instance, part), fetched.answer(), directory);
        return new Outcome(directory, !same);
    }

    private static String key(String instance, String part) {
        return instance + "#" + part;
    }

    /** Of another instance than the anchor's, only shared parameters count, and only those asked for. */
    private boolean isWanted(DirectoryItem item, String instance, String part) {
        boolean shared = item.identifier().equals(DirectoryItem.SHARED);
        boolean ours = item.instance() == null || item.instance().equals(instance);
        if (part.equals(DirectoryItem.SHARED)) {
            return shared && ours;
        }
        return ours || (shared && source.federation().allows(String.valueOf(item.instance())));
    }

    /**
     * Whether a directory is of an earlier time than the tree in use: refused if it says something else, of no use if
     * it says the same.
     */
    private boolean olderThanHeld(Origin origin, String instance, Directory directory, List<DirectoryItem> items)
            throws SourceException, IOException {
        Age last = held != null && sameAnchor ? held.age(instance, items) : null;
        if (held == null || last == null || !Age.of(directory).before(last)) {
            return false;
        }
        for (DirectoryItem item : items) {
            if (!held.holds(item, instance)) {
                throw new SourceException(
                        SourceException.Cause.DIRECTORY,
                        origin.url(),
                        "replayed: older than the one in use, which expires " + last.expires());
            }
        }
        return true;
    }

    /** Puts a part into the draft: from the tree in use if it is the same there. Returns whether it was downloaded. */
    private boolean stage(Origin origin, DirectoryItem item, String instance, Path folder, Directory directory)
            throws SourceException, IOException {
        Path file = folder.resolve(item.fileName());
        boolean same = held != null && held.holds(item, instance);
        if (held != null && same) {
            TreeStore.link(held.file(item, instance), file);
        } else {
            try {
                http.part(origin.url().resolve(item.location()), source, file, item);
            } catch (IllegalArgumentException e) {
                throw new SourceException(
                        SourceException.Cause.DIRECTORY, origin.url(), "Content-location '" + item.location() + "'", e);
            }
        }
        PartNote.of(item, instance, directory).write(file);
        return !same;
    }

    /** A part that nobody can read must not replace one that somebody can. */
    private void validate(Origin origin, String instance, String part) throws SourceException, IOException {
        Path folder = draft.folder(slot(instance, part));
        try {
            if (part.equals(DirectoryItem.SHARED)) {
                GlobalConfTree.check(folder);
            } else {
                ConfigurationAnchor.inPrivateParams(folder.resolve(PRIVATE_FILE));
                if (Files.exists(folder.resolve(SHARED_FILE))) {
                    checked = GlobalConfTree.checkAll(draft.tree());
                }
            }
        } catch (ConfigurationException e) {
            throw new SourceException(
                    SourceException.Cause.PART,
                    origin.url(),
                    String.valueOf(e.getMessage()).replace(draft.tree() + "/", ""),
                    e);
        }
    }

    private List<ConfigurationAnchor> anchors() throws IOException {
        Path folder = draft.has(home)
                ? draft.folder(home)
                : Objects.requireNonNull(held).folder(home);
        return ConfigurationAnchor.inPrivateParams(folder.resolve(PRIVATE_FILE));
    }

    /** A federated instance that fails must not stop us: it stays as it is in the tree in use. */
    private boolean federated(ConfigurationAnchor other) throws IOException {
        try {
            return download(other, DirectoryItem.SHARED).changed;
        } catch (NoSourceException e) {
            return false; // reported where it happened
        }
    }

    private Path publish() throws IOException {
        Path tree = draft.tree();
        if (held != null) {
            for (String instance : wanted) {
                if (!draft.has(instance) && Files.isDirectory(held.folder(instance))) {
                    TreeStore.linkFolder(held.folder(instance), tree.resolve(instance));
                }
            }
        }
        join(tree.resolve(home));
        Files.writeString(tree.resolve(ANCHOR_FILE), anchorHash);
        Path published = draft.publish();
        memory.end(GlobalConfTree.root(source.directory()));
        return published;
    }

    /** Gives our instance's folder the shared parameters that came from elsewhere, or that stayed as they were. */
    private void join(Path folder) throws IOException {
        if (draft.has(slot(home, DirectoryItem.SHARED))) {
            for (Path file : TreeStore.list(draft.folder(slot(home, DirectoryItem.SHARED)))) {
                Files.move(file, folder.resolve(TreeStore.name(file)), StandardCopyOption.REPLACE_EXISTING);
            }
            draft.clear(DETACHED);
        } else if (detached && held != null && !Files.exists(folder.resolve(SHARED_FILE))) {
            Path shared = held.folder(home).resolve(SHARED_FILE);
            TreeStore.link(shared, folder.resolve(SHARED_FILE));
            TreeStore.link(PartNote.fileOf(shared), PartNote.fileOf(folder.resolve(SHARED_FILE)));
        }
    }
}
