package org.spean.messagelog.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.spean.messagelog.Batches;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.RecordStore;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.StoreCounters;
import reactor.core.publisher.Mono;

class ChunkTest {

    private final Records records = new Records(9);

    @Test
    void everyChunkStandsForItselfAndIsSmallEnough() throws Exception {
        List<LogRecord> all = new ArrayList<>();
        all.addAll(records.ownBatch(Side.CONSUMER, false, 30));
        all.addAll(records.peerBatch(Side.PROVIDER, true, 30));
        all.add(records.cutWithBody(100_000));
        LogBatch batch = batch(all);
        List<byte[]> chunks = chunks(batch, 20_000);
        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(chunks.stream().mapToInt(chunk -> chunk.length).filter(length -> length > 20_000))
                .as("only the one that is larger by itself")
                .hasSize(1);
        List<KeptRecord> decoded = new ArrayList<>();
        for (byte[] octets : chunks) {
            Chunk chunk = Chunk.decode(octets);
            Set<Long> signatures = new HashSet<>();
            chunk.signatures().forEach(row -> signatures.add(row.id()));
            assertThat(chunk.records()).allMatch(record -> signatures.contains(record.signature()));
            decoded.addAll(chunk.records());
        }
        assertThat(decoded)
                .usingRecursiveComparison()
                .isEqualTo(batch.records().stream().map(KeptRecord::of).toList());
        SignatureRow first = Chunk.decode(chunks.getFirst()).signatures().getFirst();
        assertThat(first)
                .usingRecursiveComparison()
                .isEqualTo(batch.signatures().getFirst());
    }

    @Test
    void aSignatureOfAnEarlierBatchIsNotRepeated() throws Exception {
        LogBatch batch = batch(records.ownBatch(Side.CONSUMER, false, 2));
        LogBatch later = new LogBatch(List.of(), batch.records());
        assertThat(Chunk.decode(chunks(later, 1 << 20).getFirst()).signatures()).isEmpty();
    }

    @Test
    void refusesWhatIsCutChangedOrOfAnotherVersion() {
        byte[] octets = chunks(batch(records.ownBatch(Side.CONSUMER, false, 2)), 1 << 20)
                .getFirst();
        for (int length = 0; length < octets.length; length += 7) {
            byte[] cut = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> Chunk.decode(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> Chunk.decode(Arrays.copyOf(octets, octets.length + 1)))
                .hasMessageContaining("1 bytes too many");
        octets[0] = 1;
        assertThatThrownBy(() -> Chunk.decode(octets)).hasMessageContaining("version 1 (expected: 2)");
    }

    private static List<byte[]> chunks(LogBatch batch, int bytes) {
        return Chunk.of(
                batch.signatures(), batch.records().stream().map(KeptRecord::of).toList(), bytes);
    }

    private static LogBatch batch(List<LogRecord> records) {
        return new Batches(new Numbers(), Instant.now()).of(records);
    }

    /** Gives numbers. */
    private static final class Numbers implements RecordStore {
        @Override
        public long lastId() {
            return 0;
        }

        @Override
        public Mono<Void> write(LogBatch batch) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> probe() {
            return Mono.empty();
        }

        @Override
        public StoreCounters counters() {
            return new StoreCounters(0, 0, 0);
        }

        @Override
        public void close() {}
    }
}
