package org.spean.confclient;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spean.config.GlobalConfSource;

/** Gets one directory from one source, newest version first, and proves it. */
final class DirectoryFetch {
    private final SourceHttp http;
    private final GlobalConfSource source;
    private final Memory memory;
    private final Instant now;

    DirectoryFetch(SourceHttp http, GlobalConfSource source, Memory memory, Instant now) {
        this.http = http;
        this.source = source;
        this.memory = memory;
        this.now = now;
    }

    /** A directory that may be used, with the bytes it came as. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Fetched(byte[] answer, Directory directory) {}

    /** Gets the directory of an instance, verified, not expired, of this instance and of no newer version than asked. */
    Fetched fetch(Origin origin, String instance, String part) throws SourceException {
        for (int version = memory.version(origin.url()); version >= Directory.OLDEST; version--) {
            SourceHttp.Answer answer = http.directory(origin.version(version), source);
            if (answer != null) {
                Directory directory = proved(origin, instance, part, answer, version);
                memory.version(origin.url(), version);
                return new Fetched(answer.body(), directory);
            }
        }
        memory.forget(origin.url());
        throw new SourceException(
                SourceException.Cause.UNREACHABLE,
                origin.url(),
                "answered 404 for every version from " + Directory.NEWEST + " to " + Directory.OLDEST);
    }

    private Directory proved(Origin origin, String instance, String part, SourceHttp.Answer answer, int asked)
            throws SourceException {
        try {
            @Nullable Directory same = memory.same(instance + "#" + part, answer.body());
            Directory directory = same != null
                    ? same
                    : SignedDirectory.parse(answer.body(), answer.contentType()).verified(origin.certificates());
            if (!now.isBefore(directory.expires())) {
                throw new MalformedException("expired " + directory.expires());
            }
            if (directory.version() > asked) {
                throw new MalformedException("version " + directory.version() + " (expected: at most " + asked + ")");
            }
            checkInstance(directory, instance, part);
            return directory;
        } catch (MalformedException e) {
            throw new SourceException(SourceException.Cause.DIRECTORY, origin.url(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkInstance(Directory directory, String instance, String part) throws MalformedException {
        Set<String> instances = directory.items().stream()
                .filter(item -> item.identifier().equals(part))
                .map(item -> String.valueOf(item.instance()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (instances.isEmpty()) {
            throw new MalformedException("holds no " + part
                    + (part.equals(DirectoryItem.PRIVATE) ? "; is this an anchor for federated instances?" : ""));
        }
        if (!instances.contains(instance)) {
            throw new MalformedException(
                    "of instance " + String.join(", ", instances) + " (expected: " + instance + ")");
        }
    }
}
