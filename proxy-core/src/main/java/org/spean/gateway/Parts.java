package org.spean.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;

/**
 * What is made from parts of the configuration. A part lives as long as a generation of the configuration has it: one that
 * is made from the same serves on in the next generation, another is opened beside it. Safe for use by several threads.
 */
final class Parts {

    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Map<Made, Part> live = new LinkedHashMap<>();

    /** Opens a part; blocks. */
    interface Opener<T> {
        T open() throws Exception;
    }

    /** What a part is made from. */
    private record Made(String key, Object from) {}

    private static final class Part {
        private final Made made;
        private final AutoCloseable thing;
        private int users;

        Part(Made made, AutoCloseable thing) {
            this.made = made;
            this.thing = thing;
        }
    }

    /** The parts of one generation: collected while it is prepared, then held until it has ended. */
    final class Holder {
        private final Path file;
        private final List<Part> held = new ArrayList<>();
        private final List<Runnable> whenTaken = new ArrayList<>();

        private Holder(Path file) {
            this.file = file;
        }

        /**
         * A part, there already or opened now.
         *
         * @param key of the configuration, that a refusal names
         * @param from all that it is made from; compared by {@code equals}
         * @throws ConfigurationException when it cannot be opened
         */
        @SuppressWarnings("unchecked") // what is made from the same is of the same type
        <T extends AutoCloseable> T part(String key, Object from, Opener<T> opener) {
            synchronized (live) {
                Made made = new Made(key, from);
                Part part = live.get(made);
                if (part == null) {
                    part = new Part(made, open(key, opener));
                    live.put(made, part);
                }
                part.users++;
                held.add(part);
                return (T) part.thing;
            }
        }

        private AutoCloseable open(String key, Opener<? extends AutoCloseable> opener) {
            try {
                return opener.open();
            } catch (ConfigurationException e) {
                throw e;
            } catch (Exception e) { // an opener may call anything
                String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                throw new ConfigurationException(file, key, reason, e);
            }
        }

        /** What is to be done once the generation is in use: adjusts a part that serves on. Must not fail. */
        void whenTaken(Runnable task) {
            whenTaken.add(task);
        }

        void taken() {
            whenTaken.forEach(Runnable::run);
            whenTaken.clear(); // they know the generation before, which must not live for as long as this one
        }

        /** Lets all parts go, the latest first; those nobody else holds are closed. May block. */
        void release() {
            for (Part part : held.reversed()) {
                synchronized (live) { // nobody opens the same again before it is closed
                    if (--part.users == 0 && live.remove(part.made, part)) {
                        close(part);
                    }
                }
            }
            held.clear();
            whenTaken.clear();
        }
    }

    /** For a generation of this file's configuration. */
    Holder holder(Path file) {
        return new Holder(file);
    }

    /** All parts of a type that are open, of whatever generation. */
    <T> Stream<T> all(Class<T> type) {
        synchronized (live) {
            return live.values().stream()
                    .map(part -> part.thing)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList()
                    .stream();
        }
    }

    /** Closes all, the latest first. */
    void closeAll() {
        List<Part> rest;
        synchronized (live) {
            rest = new ArrayList<>(live.values());
            live.clear();
        }
        rest.reversed().forEach(Parts::close);
    }

    private static void close(Part part) {
        try {
            part.thing.close();
        } catch (Exception e) { // the others must be closed all the same
            log.warn("{}: {}", part.made.key, e.toString());
        }
    }
}
