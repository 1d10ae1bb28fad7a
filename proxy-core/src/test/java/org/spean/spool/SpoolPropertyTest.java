package org.spean.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SpoolPropertyTest {

    /** However content is cut and wherever it is kept, what comes out is what went in, for each reader. */
    @Property(tries = 60)
    void givesBackWhatItWasGiven(
            @ForAll @Size(max = 40) List<@IntRange(max = 40_000) Integer> sizes,
            @ForAll @IntRange(max = 100_000) int memoryPerMessage,
            @ForAll @IntRange(max = 100_000) int memory,
            @ForAll @IntRange(min = 1, max = 3) int readers,
            @ForAll boolean encrypted,
            @ForAll long seed)
            throws Exception {
        Path directory = Files.createTempDirectory("spool");
        try (SpoolFixture fixture = new SpoolFixture(
                new SpoolSettings(directory, memoryPerMessage, memory, 2_000_000, 2_000_000, encrypted))) {
            Random random = new Random(seed);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            Spool spool = fixture.spool();
            for (int size : sizes) {
                byte[] part = new byte[size];
                random.nextBytes(part);
                expected.writeBytes(part);
                if (random.nextBoolean()) {
                    fixture.append(spool, part);
                } else {
                    fixture.run(() -> spool.append(fixture.buffer(part)));
                }
            }
            fixture.run(spool::complete);
            assertThat(spool.size()).isEqualTo(expected.size());
            for (int i = 0; i < readers; i++) {
                Spool.Reader reader = fixture.on(spool::reader);
                assertThat(fixture.content(reader)).isEqualTo(expected.toByteArray());
                fixture.run(reader::close);
            }
            fixture.run(spool::close);
            fixture.assertNothingLeft();
        } finally {
            Files.delete(directory);
        }
    }
}
