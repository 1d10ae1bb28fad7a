package org.spean.globalconf;

import java.nio.file.Path;
import java.time.Instant;

/** The shared parameters of one instance with where they came from and until when they may be used. */
record Part(Path file, Instant expires, int version, SharedParams shared) {}
