package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LargeBatchesTest {

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final LargeBatches large = LargeBatches.of(
            new CountedBatches(store, new JsonRecords()), new ChampionInService(), "incoming/", 1_000, clock);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(LargeBatches.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(LargeBatches.class)).detachAppender(log);
    }

    private BlobVersion blob(String name, long size) {
        return new BlobVersion("account", "container", name, "0x1", size, clock.instant());
    }

    @Test
    void aFolderIsABatchAndItsPartsAreNone() {
        assertThat(large.isBatch(blob("incoming/day/_SUCCESS", 0))).isTrue();
        assertThat(large.isLarge(blob("incoming/day/_SUCCESS", 0))).isTrue();
        assertThat(large.isBatch(blob("incoming/day/part-00000-a.csv", 9))).isFalse();
        assertThat(large.isBatch(blob("incoming/day/other.csv", 9))).isTrue();
        assertThat(large.isBatch(blob("incoming/day/_committed", 9))).isFalse();
    }

    /** Otherwise one such file would make a batch of all that waits. */
    @Test
    void theInboxItselfIsNoFolderOfABatch() {
        assertThat(large.isBatch(blob("incoming/_SUCCESS", 0))).isFalse();
        assertThat(large.isBatch(blob("incoming/part-00000-a.csv", 9))).isTrue();
    }

    @Test
    void withoutSparkEachFileIsABatch() {
        LargeBatches none = LargeBatches.none();

        assertThat(none.isBatch(blob("incoming/day/_SUCCESS", 0))).isFalse();
        assertThat(none.isBatch(blob("incoming/day/part-00000-a.csv", 9))).isTrue();
        assertThat(none.isLarge(blob("incoming/day/part-00000-a.csv", 1L << 40)))
                .isFalse();
    }

    @Test
    void aBlobIsLargeFromItsSizeOn() {
        assertThat(large.isLarge(blob("incoming/a.csv", 999))).isFalse();
        assertThat(large.isLarge(blob("incoming/a.csv", 1_000))).isTrue();
    }

    @Test
    void aFolderThatStaysOpenIsToldOfOnceAndOneThatIsClosedIsNot() {
        store.putIfAbsent("incoming/closed/_SUCCESS", new byte[0]);
        List<BlobVersion> listed = List.of(
                blob("incoming/open/part-00000.csv", 9),
                blob("incoming/open/part-00001.csv", 9),
                blob("incoming/closed/part-00000.csv", 9));

        large.tellOfOpenFolders(listed);
        assertThat(log.list).isEmpty();
        clock.advance(Duration.ofHours(2));
        large.tellOfOpenFolders(listed);
        large.tellOfOpenFolders(listed);

        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getKeyValuePairs().toString()).contains("incoming/open/");
    }
}
