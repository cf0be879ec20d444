package io.driftway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Limits;
import io.driftway.core.stream.Cut;
import io.driftway.core.stream.RowReader;
import io.driftway.core.stream.Window;
import io.driftway.core.stream.WindowLimits;
import io.driftway.core.stream.WindowWriter;
import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.Written;
import io.driftway.format.json.JsonRow;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReaderTest {

    private static final TopicPartition FIRST = new TopicPartition("customers", 0);
    private static final TopicPartition SECOND = new TopicPartition("customers", 1);

    @TempDir
    private static Path folder;

    private final List<Long> lost = new ArrayList<>();
    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final JsonRow json = new JsonRow(List.of(), Limits.STANDARD);
    private boolean full;

    /** Fails as a disk does that is full. */
    private final RowReader rows = new RowReader() {
        @Override
        public Row read(byte[] value) {
            if (full) {
                throw new UncheckedIOException(new IOException("no space left"));
            }
            return json.read(value);
        }

        @Override
        public List<String> columns() {
            return json.columns();
        }
    };

    private final WindowWriter writer = new WindowWriter(store, rows, "incoming/", "", "customers");
    private RuntimeException refused;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE) {
        /** As the real one says it: a partition that left is not paused. */
        @Override
        public synchronized Set<TopicPartition> paused() {
            return super.paused().stream().filter(assignment()::contains).collect(Collectors.toSet());
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (refused != null) {
                throw refused;
            }
            super.commitSync(offsets);
        }
    };

    private final TopicReader reader = new TopicReader(
            () -> consumer,
            "customers",
            new Cut.ByOffsets(10),
            rows,
            new WindowLimits(1 << 20, Limits.STANDARD, folder),
            lost::add);

    @BeforeEach
    void theLogBeginsAtZero() {
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.updateEndOffsets(Map.of(FIRST, 100L, SECOND, 100L));
        reader.poll();
    }

    private void assign(TopicPartition... partitions) {
        consumer.schedulePollTask(() -> consumer.rebalance(Set.of(partitions)));
        reader.poll();
    }

    private List<Window> read(TopicPartition partition, long... offsets) {
        consumer.schedulePollTask(() -> {
            for (long offset : offsets) {
                consumer.addRecord(new ConsumerRecord<>(
                        "customers", partition.partition(), offset, null, ("{\"a\":" + offset + "}").getBytes(UTF_8)));
            }
        });
        return reader.poll();
    }

    private List<Written> write(List<Window> windows) {
        return windows.stream().map(window -> writer.write(window, _ -> {})).toList();
    }

    private long committed(TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void theCommitIsTheFirstOffsetOfTheNextWindow() {
        assign(FIRST);

        assertThat(read(FIRST, 0, 7)).isEmpty();
        List<Window> ended = read(FIRST, 13);
        assertThat(committed(FIRST)).isZero();
        reader.commit(write(ended));

        assertThat(committed(FIRST)).isEqualTo(10);
        assertThat(reader.poll()).isEmpty();
        // Of the end, 100, and of the window that is open.
        assertThat(reader.lag()).isEqualTo(90);
    }

    @Test
    void aWindowThatIsNotCommittedIsHandedOutAgainAndNothingIsReadMeanwhile() {
        assign(FIRST);
        List<Window> ended = read(FIRST, 3, 12);

        assertThat(reader.poll()).isEqualTo(ended);
        assertThat(consumer.paused()).containsExactly(FIRST);
        reader.commit(write(ended));
        assertThat(reader.poll()).isEmpty();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void aCommitThatTheGroupRefusesIsMadeAgain() {
        assign(FIRST);
        List<Window> ended = read(FIRST, 3, 12);
        refused = new RebalanceInProgressException();
        reader.commit(write(ended));
        assertThat(committed(FIRST)).isZero();

        refused = null;
        List<Written> again = write(reader.poll());
        reader.commit(again);
        assertThat(again).singleElement().extracting(Written::result).isEqualTo(Result.THERE);
        assertThat(committed(FIRST)).isEqualTo(10);
    }

    @Test
    void aPartitionThatCameBackIsReadFromTheBeginningOfItsWindow() {
        assign(FIRST);
        read(FIRST, 0, 1, 2);
        assign(SECOND);
        assign(FIRST);

        assertThat(consumer.position(FIRST)).isZero();
        assertThat(read(FIRST, 0, 1, 2, 11)).singleElement().satisfies(window -> {
            assertThat(window.first()).isZero();
            assertThat(window.rows()).isEqualTo(3);
        });
    }

    @Test
    void offsetsThatWereDeletedBeforeTheStartAreTold() {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(Set.of(FIRST));
            consumer.commitSync(Map.of(FIRST, new OffsetAndMetadata(10)));
            consumer.rebalance(Set.of());
        });
        reader.poll();
        consumer.updateBeginningOffsets(Map.of(FIRST, 25L));
        assign(FIRST);

        assertThat(lost).containsExactly(15L);
        assertThat(consumer.position(FIRST)).isEqualTo(25);
        // Named as the whole window would be, so that the two cannot both be in the inbox.
        for (int i = 0; i < 2; i++) {
            assertThat(read(FIRST, 25, 30)).singleElement().satisfies(window -> {
                assertThat(window.first()).isEqualTo(20);
                assertThat(window.torn()).isTrue();
            });
            // Another reader cuts it the same, and the loss is not told a second time.
            assign(SECOND);
            assign(FIRST);
        }
        assertThat(lost).containsExactly(15L);
    }

    @Test
    void offsetsThatAreDeletedWhileTheReaderIsBehindAreTold() {
        assign(FIRST);
        read(FIRST, 0, 1);
        consumer.updateBeginningOffsets(Map.of(FIRST, 8L));
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 2L)));
        reader.poll();

        assertThat(lost).containsExactly(6L);
        assertThat(read(FIRST, 8, 10)).singleElement().satisfies(window -> assertThat(window.rows())
                .isEqualTo(3));
    }

    @Test
    void aPartitionWithAnotherContentIsReadNoFurtherAndTheOthersGoOn() {
        assign(FIRST, SECOND);
        List<Window> ended = read(FIRST, 3, 12);
        reader.commit(ended.stream()
                .map(window -> new Written(window, Result.DIFFERS, "key"))
                .toList());

        assertThat(committed(FIRST)).isZero();
        assertThat(read(SECOND, 3, 12))
                .singleElement()
                .satisfies(window -> assertThat(window.partition().number()).isOne());
        assertThat(consumer.paused()).contains(FIRST);
    }

    @Test
    void aPollThatFailsIsTriedAgain() {
        assign(FIRST);
        assertThat(reader.isReady()).isTrue();
        consumer.setPollException(new KafkaException("away"));

        assertThatThrownBy(reader::poll).hasMessage("away");
        assertThat(reader.isReady()).isFalse();
        assertThat(read(FIRST, 3, 12)).hasSize(1);
        assertThat(reader.isReady()).isTrue();
    }

    @Test
    void recordsThatCouldNotBeKeptAreReadAgain() {
        assign(FIRST);
        read(FIRST, 0, 1);
        full = true;
        assertThatThrownBy(() -> read(FIRST, 2, 3)).hasStackTraceContaining("no space left");

        full = false;
        reader.poll();
        assertThat(consumer.position(FIRST)).isZero();
        assertThat(read(FIRST, 0, 1, 2, 3, 11)).singleElement().satisfies(window -> assertThat(window.rows())
                .isEqualTo(4));
    }

    @Test
    void aReaderThatIsClosedLeavesTheGroup() {
        assign(FIRST);
        reader.close();

        assertThat(consumer.closed()).isTrue();
        assertThat(reader.isReady()).isFalse();
    }
}
