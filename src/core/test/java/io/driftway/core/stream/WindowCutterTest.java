package io.driftway.core.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.SetAside;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.JsonRow;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowCutterTest {

    private static final Partition PARTITION = new Partition("customers", 3);
    private static final String INBOX = "incoming/customers-3-%019d.csv";

    private static final Schema ONE_COLUMN =
            new Schema(List.of(new Field("a", ColumnType.CAT, Role.ID, List.of())), null);

    @TempDir
    private static Path folder;

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final JsonRow rows = new JsonRow(List.of(), Limits.STANDARD);
    private final WindowWriter writer = new WindowWriter(store, rows, "incoming/", "", "customers");

    private static WindowLimits limits(long bytes) {
        return new WindowLimits(bytes, Limits.STANDARD, folder);
    }

    private WindowCutter cutter(Cut cut, long begin) {
        return new WindowCutter(PARTITION, cut, rows, limits(1 << 20), begin, false);
    }

    private static StreamRecord record(long offset, String value) {
        return new StreamRecord(offset, 0, value == null ? null : value.getBytes(UTF_8));
    }

    private static StreamRecord at(long offset, long seconds) {
        return new StreamRecord(offset, seconds * 1_000, ("{\"a\":" + offset + "}").getBytes(UTF_8));
    }

    private Result result(Window window) {
        return writer.write(window, aside -> {}).result();
    }

    private String text(String key) {
        return new String(store.get(key).orElseThrow().content(), UTF_8);
    }

    private Map<String, String> objects() {
        return objects(store);
    }

    private static Map<String, String> objects(MemoryStore store) {
        Map<String, String> all = new TreeMap<>();
        store.list("")
                .forEach(version -> all.put(
                        version.key(),
                        new String(store.get(version.key()).orElseThrow().content(), UTF_8)));
        return all;
    }

    @Test
    void aWindowEndsWhereTheNextBegins() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);

        assertThat(cutter.add(record(8, "{\"a\":1}"))).isEmpty();
        assertThat(cutter.add(record(9, "{\"a\":2}"))).isEmpty();
        Window window = cutter.add(record(10, "{\"a\":3}")).orElseThrow();

        assertThat(window.first()).isZero();
        assertThat(window.next()).isEqualTo(10);
        assertThat(result(window)).isEqualTo(Result.WRITTEN);
        assertThat(text(INBOX.formatted(0))).isEqualTo("\"a\"\n\"1\"\n\"2\"\n");
    }

    @Test
    void aGapAtTheEndOfAWindowEndsItWithoutARecord() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(7, "{\"a\":1}"));

        assertThat(cutter.passed(8)).isEmpty();
        assertThat(cutter.passed(9)).isEmpty();
        assertThat(cutter.passed(10).orElseThrow().next()).isEqualTo(10);
        assertThat(cutter.passed(10)).isEmpty();
    }

    @Test
    void aGapOfSeveralWindowsIsNoWindow() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(7, "{\"a\":1}"));

        assertThat(cutter.add(record(53, "{\"a\":1}")).orElseThrow().next()).isEqualTo(50);
        assertThat(cutter.first()).isEqualTo(50);
    }

    @Test
    void aPeriodEndsWithTheFirstRecordOfALaterOne() {
        WindowCutter cutter = cutter(new Cut.ByTime(Duration.ofMinutes(1)), 0);

        assertThat(cutter.add(at(4, 59))).isEmpty();
        assertThat(cutter.add(at(5, 1))).isEmpty();
        assertThat(cutter.passed(6)).isEmpty();
        Window window = cutter.add(at(6, 60)).orElseThrow();
        assertThat(window.first()).isEqualTo(4);
        assertThat(window.next()).isEqualTo(6);
        // The clock was set back: the record is not lost, and no window comes twice.
        assertThat(cutter.add(at(7, 30))).isEmpty();
        assertThat(cutter.add(at(8, 120)).orElseThrow().rows()).isEqualTo(2);
    }

    @Test
    void aRecordThatComesAgainIsInTheWindowOnce() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(0, "{\"a\":1}"));
        cutter.add(record(1, "{\"a\":2}"));
        cutter.add(record(0, "{\"a\":1}"));
        cutter.add(record(1, "{\"a\":2}"));

        assertThat(cutter.passed(10).orElseThrow().rows()).isEqualTo(2);
    }

    @Test
    void theColumnsAreTheSortedNamesOfTheWindow() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(0, "{\"b\":\"x\",\"a\":null}"));
        cutter.add(record(1, "{\"c\":1.50,\"a\":\"say \\\"hi\\\", you\"}"));
        result(cutter.passed(10).orElseThrow());

        assertThat(text(INBOX.formatted(0))).isEqualTo("\"a\",\"b\",\"c\"\n,x,\n\"say \"\"hi\"\", you\",,1.50\n");
    }

    @Test
    void givenColumnsAreThoseOfEveryWindow() {
        JsonRow given = new JsonRow(List.of("z", "a"), Limits.STANDARD);
        WindowCutter cutter = new WindowCutter(PARTITION, new Cut.ByOffsets(10), given, limits(1 << 20), 0, false);
        cutter.add(record(0, "{\"a\":1,\"other\":{\"nested\":[]}}"));
        new WindowWriter(store, given, "incoming/", "", "customers")
                .write(cutter.passed(10).orElseThrow(), aside -> {});

        assertThat(text(INBOX.formatted(0))).isEqualTo("\"z\",\"a\"\n,1\n");
    }

    @Test
    void poisonIsSetAsideAsItCameAndATombstoneIsCounted() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(0, "{\"a\":1}"));
        cutter.add(record(1, "no JSON"));
        cutter.add(record(2, null));
        Window window = cutter.passed(10).orElseThrow();
        List<SetAside> aside = new ArrayList<>();
        writer.write(window, aside::add);

        assertThat(text("set-aside/customers/3/0000000000000000001")).isEqualTo("no JSON");
        assertThat(aside).singleElement().satisfies(poison -> {
            assertThat(poison.offset()).isOne();
            assertThat(poison.reason()).startsWith("no JSON from character 0 on");
        });
        assertThat(window.rows()).isOne();
        assertThat(window.tombstones()).isOne();
        writer.write(window, aside::add);
        assertThat(aside).hasSize(1);
    }

    @Test
    void aWindowWithoutARowIsCommittedAndNotWritten() {
        WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
        cutter.add(record(2, null));

        assertThat(result(cutter.passed(10).orElseThrow())).isEqualTo(Result.EMPTY);
        assertThat(objects()).isEmpty();
    }

    @Test
    void aWindowThatIsThereIsNotWrittenAgainAndAnotherContentIsSeen() {
        WindowCutter first = cutter(new Cut.ByOffsets(10), 0);
        first.add(record(0, "{\"a\":1}"));
        Window window = first.passed(10).orElseThrow();
        WindowCutter second = cutter(new Cut.ByOffsets(10), 0);
        second.add(record(0, "{\"a\":2}"));

        assertThat(result(window)).isEqualTo(Result.WRITTEN);
        assertThat(result(window)).isEqualTo(Result.THERE);
        assertThat(result(second.passed(10).orElseThrow())).isEqualTo(Result.DIFFERS);
        assertThat(text(INBOX.formatted(0))).isEqualTo("\"a\"\n\"1\"\n");
    }

    @Test
    void aWindowThatTheLogHasLostTheBeginningOfYieldsToTheWholeOne() {
        WindowCutter whole = cutter(new Cut.ByOffsets(10), 0);
        whole.add(record(0, "{\"a\":1}"));
        whole.add(record(6, "{\"a\":2}"));
        result(whole.passed(10).orElseThrow());
        WindowCutter torn = new WindowCutter(PARTITION, new Cut.ByOffsets(10), rows, limits(1 << 20), 6, true);
        torn.add(record(6, "{\"a\":2}"));

        assertThat(result(torn.passed(10).orElseThrow())).isEqualTo(Result.THERE);
    }

    @Test
    void aWindowEndsBeforeTheRecordThatWouldMakeItTooLarge() {
        WindowCutter cutter = new WindowCutter(PARTITION, new Cut.ByOffsets(10), rows, limits(16), 0, false);

        assertThat(cutter.add(record(0, "{\"a\":1}"))).isEmpty();
        // 14 bytes, and 2 for two cells.
        assertThat(cutter.add(record(1, "{\"a\":2}"))).isEmpty();
        Window window = cutter.add(record(2, "{\"a\":3}")).orElseThrow();
        assertThat(window.next()).isEqualTo(2);
        assertThat(window.rows()).isEqualTo(2);
        assertThat(cutter.passed(10).orElseThrow().first()).isEqualTo(2);
    }

    @Test
    void windowsStandInTheFolderOfTheirFirstRecord() {
        WindowCutter cutter = cutter(new Cut.ByTime(Duration.ofHours(1)), 0);
        cutter.add(at(0, 1_700_000_000));
        new WindowWriter(store, rows, "incoming/", "yyyy/MM/dd/", "customers")
                .write(cutter.add(at(1, 1_700_090_000)).orElseThrow(), aside -> {});

        assertThat(objects()).containsOnlyKeys("incoming/2023/11/14/customers-3-0000000000000000000.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\\u0009",
                "a,b",
                "\\\"",
                "\\r\\n",
                "=1+1",
                "'",
                "\\ufeff",
                "PAR1",
                "\\u2028",
                "\\ud83d\\ude00"
            })
    void theInboxReadsEachCellAsTheRecordHadIt(String text) throws IOException {
        for (String names : List.of("{\"a\":\"%s\"}", "{\"PAR1\":\"%1$s\",\"a\":\"%1$s\"}")) {
            WindowCutter cutter = cutter(new Cut.ByOffsets(10), 0);
            StreamRecord record = record(0, names.formatted(text));
            cutter.add(record);
            byte[] csv = cutter.passed(10).orElseThrow().csv(rows, (kept, poison) -> {});

            Batch batch = (Batch) new BatchFormats().read("window.csv", new ByteArrayInputStream(csv), ONE_COLUMN);
            String cell = ((RowReader.Cells) rows.read(record.value())).cells().get("a");
            assertThat(((IdColumn) batch.columns().getFirst()).values())
                    .containsExactly(cell.trim().isEmpty() ? "" : cell);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theWindowsAreTheSameHoweverTheLogIsReadAndHoweverOftenTheReaderDies(long seed) {
        Random random = new Random(seed);
        List<StreamRecord> log = RandomLog.of(random, 600);
        for (Cut cut : List.of(new Cut.ByOffsets(25), new Cut.ByOffsets(1), new Cut.ByTime(Duration.ofSeconds(40)))) {
            long bytes = random.nextBoolean() ? 1 << 20 : 700;
            Map<String, String> straight = readBy(log, cut, bytes, null);
            for (int i = 0; i < 10; i++) {
                assertThat(readBy(log, cut, bytes, random)).isEqualTo(straight);
            }
            long rowsOfLog = log.stream()
                    .filter(record -> record.value() != null && rows.read(record.value()) instanceof RowReader.Cells)
                    .filter(record -> record.offset() < nextOfLast)
                    .count();
            assertThat(straight.entrySet().stream()
                            .filter(object -> object.getKey().startsWith("incoming/"))
                            .mapToLong(object -> object.getValue().lines().count() - 1)
                            .sum())
                    .isEqualTo(rowsOfLog);
        }
    }

    private long nextOfLast;

    /** @param random when the reader dies, how much it polls, and what it reads again; null for a reader that does not die */
    private Map<String, String> readBy(List<StreamRecord> log, Cut cut, long bytes, Random random) {
        MemoryStore into = new MemoryStore(new SettableClock());
        WindowWriter by = new WindowWriter(into, rows, "incoming/", "", "customers");
        long committed = 0;
        WindowCutter cutter = new WindowCutter(PARTITION, cut, rows, limits(bytes), 0, true);
        int at = 0;
        while (at < log.size()) {
            int end = random == null ? log.size() : Math.min(log.size(), at + 1 + random.nextInt(30));
            List<Window> ended = new ArrayList<>();
            for (; at < end; at++) {
                cutter.add(log.get(at)).ifPresent(ended::add);
            }
            if (random == null || random.nextBoolean()) {
                long position =
                        at < log.size() ? log.get(at).offset() : log.getLast().offset() + 1;
                cutter.passed(position).ifPresent(ended::add);
            }
            int fate = random == null ? 9 : random.nextInt(10);
            for (Window window : ended) {
                assertThat(by.write(window, aside -> {}).result()).isNotEqualTo(Result.DIFFERS);
                if (fate > 1) {
                    committed = window.next();
                }
            }
            if (fate <= 3 && at < log.size()) {
                long begin = committed;
                cutter.abandon();
                cutter = new WindowCutter(PARTITION, cut, rows, limits(bytes), begin, begin == 0);
                at = Math.toIntExact(
                        log.stream().filter(record -> record.offset() < begin).count());
            } else if (fate == 4) {
                // Delivered again, though nobody died.
                at = Math.max(0, at - random.nextInt(20));
            }
        }
        cutter.passed(log.getLast().offset() + 1).ifPresent(window -> by.write(window, aside -> {}));
        nextOfLast = cutter.first();
        return objects(into);
    }
}
