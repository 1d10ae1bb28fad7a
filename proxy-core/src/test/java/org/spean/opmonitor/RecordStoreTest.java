package org.spean.opmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.Side;
import org.sqlite.JDBC;

/** The store of operational records, and the windows, limits and filters of questions to it. */
class RecordStoreTest {

    private static final ClientId BANK = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
    private static final ClientId SHOP = ClientId.parse("CAMBODIA/COM/CAMDX-000202/SHOP");
    private static final ClientId MINISTRY = ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY");
    private static final ClientId OWNER = ClientId.parse("CAMBODIA/GOV/CAMDX-000121");

    @TempDir
    Path folder;

    private RecordStore store;

    @BeforeEach
    void open() throws Exception {
        store = RecordStore.open(folder.resolve("records.db"));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private static OperationalRecord exchange(ClientId client, ClientId provider, String id) {
        return new OperationalRecord(
                Side.PROVIDER,
                "192.0.2.2",
                1_000,
                -1,
                -1,
                2_000,
                client,
                new ServiceId(provider, "identity", null),
                "GET",
                null,
                null,
                id,
                null,
                null,
                "1",
                null,
                null,
                10,
                20,
                -1,
                0,
                -1,
                0,
                true,
                null,
                null,
                200,
                "REST",
                "7.8.0",
                "request-" + id);
    }

    private void keep(long second, OperationalRecord... records) throws SQLException {
        store.add(List.of(records), second);
    }

    private static RecordQuery all(
            long from, long to, @Nullable ClientId client, @Nullable ClientId partner, int limit) {
        return new RecordQuery(from, to, client, partner, RecordField.ALL, limit);
    }

    private OperationalData.Payload ask(RecordQuery query) throws Exception {
        return OperationalData.payload(store, query, 2_000_000_000L, Duration.ZERO);
    }

    private static List<JsonNode> records(OperationalData.Payload payload) throws Exception {
        List<JsonNode> records = new ArrayList<>();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(payload.gzip()))) {
            new ObjectMapper().readTree(in).get("records").forEach(records::add);
        }
        assertThat(records).hasSize(payload.count());
        return records;
    }

    private static List<String> ids(OperationalData.Payload payload) throws Exception {
        return records(payload).stream()
                .map(record -> record.get("messageId").textValue())
                .toList();
    }

    @Test
    void aClientSeesExchangesInWhichItAskedOrAnswered() throws Exception {
        keep(
                100,
                exchange(BANK, MINISTRY, "a"),
                exchange(SHOP, MINISTRY, "b"),
                exchange(MINISTRY, BANK, "c"),
                exchange(SHOP, OWNER, "d"));

        assertThat(ids(ask(all(0, 200, BANK, null, 10)))).containsExactly("a", "c");
        assertThat(ids(ask(all(0, 200, SHOP, null, 10)))).containsExactly("b", "d");
        assertThat(ids(ask(all(0, 200, SHOP, OWNER, 10))))
                .as("a member without subsystem")
                .containsExactly("d");
        assertThat(ids(ask(all(0, 200, BANK, SHOP, 10)))).isEmpty();
        assertThat(ids(ask(all(0, 200, null, null, 10)))).containsExactly("a", "b", "c", "d");
        assertThat(ids(ask(all(0, 200, null, MINISTRY, 10)))).containsExactly("a", "b");
    }

    @Test
    void aLimitedAnswerEndsBetweenSecondsAndTheNextGoesOnWithoutGapOrRepetition() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"), exchange(BANK, MINISTRY, "b"));
        keep(101, exchange(BANK, MINISTRY, "c"), exchange(BANK, MINISTRY, "d"));
        keep(103, exchange(BANK, MINISTRY, "e"));

        OperationalData.Payload first = ask(all(0, 200, null, null, 3));
        assertThat(ids(first)).containsExactly("a", "b");
        assertThat(first.nextFrom()).isEqualTo(101);
        OperationalData.Payload second = ask(all(first.nextFrom(), 200, null, null, 3));
        assertThat(ids(second)).containsExactly("c", "d", "e");
        assertThat(second.nextFrom()).isEqualTo(-1);
    }

    /** Rows of one second, and seconds that just fit, with records among them that are not asked for. */
    @Test
    void whateverTheLimitAnswersTogetherAreAllRecordsInOrder() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"), exchange(SHOP, MINISTRY, "-"));
        keep(100, exchange(BANK, MINISTRY, "b"));
        keep(101, exchange(SHOP, MINISTRY, "-"));
        keep(102, exchange(BANK, MINISTRY, "c"), exchange(BANK, MINISTRY, "d"), exchange(BANK, MINISTRY, "e"));
        keep(103, exchange(BANK, MINISTRY, "f"));
        keep(104, exchange(BANK, MINISTRY, "g"), exchange(SHOP, MINISTRY, "-"));
        for (int limit = 1; limit < 9; limit++) {
            List<String> told = new ArrayList<>();
            long from = 0;
            int answers = 0;
            while (from >= 0 && answers++ < 9) {
                OperationalData.Payload answer = ask(all(from, 200, BANK, null, limit));
                told.addAll(ids(answer));
                from = answer.nextFrom();
            }
            assertThat(told).as("limit %d", limit).containsExactly("a", "b", "c", "d", "e", "f", "g");
        }
        assertThat(ask(all(0, 200, BANK, null, 2)).nextFrom()).isEqualTo(102);
        assertThat(ask(all(0, 200, BANK, null, 1)).nextFrom()).isEqualTo(101);
        assertThat(ask(all(0, 200, BANK, null, 5)).nextFrom()).isEqualTo(103);
        assertThat(ask(all(0, 200, BANK, null, 7)).nextFrom()).isEqualTo(-1);
    }

    @Test
    void aSecondWithMoreRecordsThanTheLimitIsToldWhole() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"), exchange(BANK, MINISTRY, "b"), exchange(BANK, MINISTRY, "c"));
        keep(101, exchange(BANK, MINISTRY, "d"));

        OperationalData.Payload answer = ask(all(0, 200, null, null, 2));

        assertThat(ids(answer)).containsExactly("a", "b", "c");
        assertThat(answer.nextFrom()).isEqualTo(101);
    }

    @Test
    void youngRecordsWaitUntilAllOfTheirSecondAreThere() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"));
        keep(160, exchange(BANK, MINISTRY, "b"));

        OperationalData.Payload answer =
                OperationalData.payload(store, all(0, 500, null, null, 10), 200, Duration.ofSeconds(60));

        assertThat(ids(answer)).containsExactly("a");
        assertThat(answer.nextFrom()).isEqualTo(140);
        assertThatThrownBy(() ->
                        OperationalData.payload(store, all(140, 500, null, null, 10), 200, Duration.ofSeconds(60)))
                .hasMessageContaining("is too late: records are there up to 139");
    }

    @Test
    void whatIsNotKnownIsLeftOutAndWhatXRoadWritesTwiceIsThereTwice() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"));

        JsonNode record = records(ask(all(0, 200, null, null, 10))).getFirst();

        assertThat(record.has("requestOutTs")).isFalse();
        assertThat(record.has("faultCode")).isFalse();
        assertThat(record.get("monitoringDataTs").asLong()).isEqualTo(100);
        assertThat(record.get("succeeded").isBoolean()).isTrue();
        assertThat(record.get("xrequestId")).isEqualTo(record.get("xRequestId"));
        assertThat(record.get("xroadVersion")).isEqualTo(record.get("xRoadVersion"));
    }

    @Test
    void oldRecordsGoAndTheOthersOutliveARestart() throws Exception {
        keep(100, exchange(BANK, MINISTRY, "a"));
        keep(200, exchange(BANK, MINISTRY, "b"));

        assertThat(store.removeBefore(150)).as("whether there may be more").isFalse();
        store.close();
        store = RecordStore.open(folder.resolve("records.db"));

        assertThat(ids(ask(all(0, 500, null, null, 10)))).containsExactly("b");
        assertThat(store.latest()).isEqualTo(200);
    }

    @Test
    void whatAnEarlierVersionKeptIsTakenOver() throws Exception {
        Path file = folder.resolve("earlier.db");
        try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA application_id = 0x53504f4d");
            statement.execute("PRAGMA user_version = 1");
            statement.execute(RecordField.ALL.stream()
                    .map(RecordField::json)
                    .collect(Collectors.joining(",", "CREATE TABLE record(", ")")));
            statement.execute("CREATE INDEX record_time ON record(monitoringDataTs)");
            statement.execute("INSERT INTO record(monitoringDataTs, messageId, clientXRoadInstance, clientMemberClass,"
                    + " clientMemberCode, clientSubsystemCode, requestInTs, succeeded) VALUES"
                    + " (100, 'a', 'CAMBODIA', 'COM', 'CAMDX-000201', 'BANK', 99000, 1),"
                    + " (102, 'c', 'CAMBODIA', 'COM', 'CAMDX-000202', 'SHOP', 99002, 0),"
                    + " (101, 'b', 'CAMBODIA', 'COM', 'CAMDX-000201', 'BANK', 99001, 1)");
        }
        store.close();
        store = RecordStore.open(file);
        keep(103, exchange(BANK, MINISTRY, "d"));
        store.close();
        store = RecordStore.open(file);

        OperationalData.Payload answer = ask(all(0, 200, null, null, 10));
        assertThat(ids(answer)).containsExactly("a", "b", "c", "d");
        assertThat(records(answer).get(2).get("succeeded").booleanValue()).isFalse();
        assertThat(records(answer).get(2).get("requestInTs").longValue()).isEqualTo(99002);
        assertThat(ids(ask(all(0, 200, SHOP, null, 10)))).containsExactly("c");
    }

    @Test
    void textsOfAnyKindAndNumbersOfAnySizeComeBack() throws Exception {
        List<OperationalRecord> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            records.add(exchange(i % 2 == 0 ? BANK : SHOP, MINISTRY, "ក្រសួង " + "x".repeat(i) + i));
        }
        store.add(records, 100);

        List<JsonNode> read = records(ask(all(0, 200, null, null, 1000)));
        assertThat(read).hasSameSizeAs(records);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).get("messageId").textValue())
                    .isEqualTo(records.get(i).messageId());
            assertThat(read.get(i).get("clientSubsystemCode").textValue())
                    .isEqualTo(records.get(i).client().subsystem());
            assertThat(read.get(i).get("responseOutTs").longValue()).isEqualTo(2_000);
        }
    }

    @Test
    void anotherFileIsNotTakenForOne() throws Exception {
        Path other = folder.resolve("other.db");
        Files.writeString(other, "not a database, though it is long enough to be looked at as one".repeat(20));

        assertThatThrownBy(() -> RecordStore.open(other)).isInstanceOf(SQLException.class);
    }
}
