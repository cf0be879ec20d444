package io.driftway.kafka;

import io.driftway.core.stream.Cut;
import io.driftway.core.stream.Partition;
import io.driftway.core.stream.RowReader;
import io.driftway.core.stream.StreamRecord;
import io.driftway.core.stream.Window;
import io.driftway.core.stream.WindowCutter;
import io.driftway.core.stream.WindowLimits;
import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.Written;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions that the consumer group gives to this process, and cuts them into windows. It commits the first offset of the next window when a window is written, and nothing
 * else: whoever reads a partition after this process begins at a window. No offset is passed over without a line in the log.
 *
 * <p>Windows that were handed out and not committed are handed out again, and no record is read meanwhile. The group keeps this process as a member all the time.
 */
public final class TopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

    /** How long a tick waits for records, and how long it reads while there are more. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private static final Duration TICK = Duration.ofSeconds(5);

    private static final int MOST_WINDOWS = 256;

    /** Beside an offset that was committed: the log began there, perhaps in the middle of a window. */
    private static final String TORN = "torn";

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Cut cut;
    private final RowReader rows;
    private final WindowLimits limits;
    private final LongConsumer lost;
    private final Map<TopicPartition, Reading> readings = new HashMap<>();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private boolean joined;
    private volatile boolean closing;
    private volatile boolean ready;
    private volatile long lag;

    /**
     * @param consumers makes the consumer at the first tick: without automatic commits, and without a reset of offsets
     * @param rows the one by which windows are written
     * @param lost is told how many offsets the log lost before they were read
     */
    public TopicReader(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            Cut cut,
            RowReader rows,
            WindowLimits limits,
            LongConsumer lost) {
        this.consumers = consumers;
        this.topic = topic;
        this.cut = cut;
        this.rows = rows;
        this.limits = limits;
        this.lost = lost;
    }

    /** Whether the last look at the topic succeeded, and the group has let this process in. */
    public boolean isReady() {
        return ready;
    }

    /** Returns how many offsets of the assigned partitions are in no written window yet, as of the last look. */
    public long lag() {
        return lag;
    }

    /**
     * Reads for a while, at most some seconds.
     *
     * @return windows that have ended and are not committed, of each partition in order; empty if there is none
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse or do not answer; the next call tries again
     */
    public synchronized List<Window> poll() {
        try {
            Consumer<byte[], byte[]> from = consumer();
            if (isWaiting()) {
                from.pause(from.assignment());
                read(from, Duration.ZERO);
            } else {
                from.resume(from.paused().stream()
                        .filter(paused -> !isHalted(paused))
                        .toList());
                long began = System.nanoTime();
                while (!closing && read(from, WAIT) && !isFull() && System.nanoTime() - began < TICK.toNanos()) {
                    // There is more, and room for it.
                }
            }
            measure(from);
            joined |= from.groupMetadata().generationId() >= 0
                    || !from.assignment().isEmpty();
            ready = joined;
        } catch (WakeupException stopped) {
            LOG.atDebug().log("stopped while it read");
        } catch (RuntimeException failure) {
            ready = false;
            throw failure;
        }
        return readings.values().stream()
                .flatMap(reading -> reading.waiting.stream())
                .toList();
    }

    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> made = consumer;
        if (made == null) {
            made = consumers.get();
            consumer = made;
            made.subscribe(List.of(topic), new Rebalance(made));
        }
        return made;
    }

    private boolean isWaiting() {
        return readings.values().stream().anyMatch(reading -> !reading.waiting.isEmpty());
    }

    private boolean isHalted(TopicPartition partition) {
        Reading reading = readings.get(partition);
        return reading != null && reading.halted;
    }

    private boolean isFull() {
        return readings.values().stream()
                                .mapToInt(reading -> reading.waiting.size())
                                .sum()
                        >= MOST_WINDOWS
                || readings.values().stream()
                                .flatMap(reading -> reading.waiting.stream())
                                .mapToLong(Window::bytes)
                                .sum()
                        >= limits.bytes();
    }

    /** Answers whether there were records. */
    private boolean read(Consumer<byte[], byte[]> from, Duration wait) {
        begin(from, from.assignment());
        mark();
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = from.poll(wait);
        } catch (OffsetOutOfRangeException outside) {
            outside.offsetOutOfRangePartitions().forEach((partition, position) -> rescue(from, partition, position));
            return true;
        }
        try {
            take(from, records);
        } catch (RuntimeException failure) {
            // The consumer is past these records. The next look begins at the window again, as another process would.
            records.partitions().forEach(this::end);
            throw failure;
        }
        return !records.isEmpty();
    }

    private void take(Consumer<byte[], byte[]> from, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Reading reading =
                    Objects.requireNonNull(readings.get(partition), "records of a partition before its beginning");
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                reading.look(record, cut);
                reading.cutter
                        .add(new StreamRecord(record.offset(), record.timestamp(), record.value()))
                        .ifPresent(reading.waiting::add);
            }
        }
        for (Map.Entry<TopicPartition, Reading> each : readings.entrySet()) {
            if (!each.getValue().halted) {
                each.getValue().cutter.passed(from.position(each.getKey())).ifPresent(each.getValue().waiting::add);
            }
        }
    }

    /** Begins each of these partitions that is not begun yet: at the offset that the group has committed, else at the beginning of the log. */
    private void begin(Consumer<byte[], byte[]> from, Collection<TopicPartition> partitions) {
        Set<TopicPartition> fresh = new HashSet<>(partitions);
        fresh.removeAll(readings.keySet());
        if (fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = from.committed(fresh);
        from.beginningOffsets(fresh).forEach((partition, beginning) -> {
            OffsetAndMetadata place = committed.get(partition);
            if (place != null && place.offset() >= beginning) {
                begin(from, partition, place.offset(), TORN.equals(place.metadata()));
                return;
            }
            if (place != null) {
                tellLost(partition, place.offset(), beginning);
            }
            begin(from, partition, beginning, beginning > 0).mark =
                    new OffsetAndMetadata(beginning, beginning > 0 ? TORN : "");
        });
    }

    private Reading begin(Consumer<byte[], byte[]> from, TopicPartition partition, long offset, boolean torn) {
        end(partition);
        from.seek(partition, offset);
        Reading begun = new Reading(new WindowCutter(
                new Partition(partition.topic(), partition.partition()), cut, rows, limits, offset, torn));
        readings.put(partition, begun);
        LOG.atInfo()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", offset)
                .log("a partition is read from here");
        return begun;
    }

    /** Commits where a log began, so that what it loses from there on is noticed, and what it lost before is told once. */
    private void mark() {
        Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
        readings.forEach((partition, reading) -> {
            if (reading.mark != null) {
                marks.put(partition, reading.mark);
            }
        });
        if (committed(marks)) {
            readings.values().forEach(reading -> reading.mark = null);
        }
    }

    /** The log has nothing at the position: it lost what was there, or it is another log than it was. */
    private void rescue(Consumer<byte[], byte[]> from, TopicPartition partition, long position) {
        long beginning =
                Objects.requireNonNull(from.beginningOffsets(Set.of(partition)).get(partition));
        if (position < beginning) {
            tellLost(partition, position, beginning);
            from.seek(partition, beginning);
        } else {
            LOG.atError()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("offset", position)
                    .addKeyValue(
                            "remedy",
                            "if the topic was made anew, give its windows another name by driftway.window.name; else see whether brokers lost records")
                    .log("a partition ends before the offset that was read last; it is read again from its beginning");
            begin(from, partition, beginning, beginning > 0);
        }
    }

    private void tellLost(TopicPartition partition, long from, long to) {
        lost.accept(to - from);
        LOG.atError()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.partition())
                .addKeyValue("from", from)
                .addKeyValue("to", to - 1)
                .addKeyValue(
                        "remedy",
                        "these offsets are in no window; raise the topic's retention, or look why windows were not written in time")
                .log("a topic deleted records before they were read");
    }

    private void end(TopicPartition partition) {
        Reading ended = readings.remove(partition);
        if (ended != null) {
            ended.close();
        }
    }

    private void measure(Consumer<byte[], byte[]> from) {
        long sum = 0;
        for (Map.Entry<TopicPartition, Reading> each : readings.entrySet()) {
            sum += from.currentLag(each.getKey()).orElse(0)
                    + from.position(each.getKey())
                    - each.getValue().first();
        }
        lag = sum;
    }

    /**
     * Commits windows that were written, in order. A partition whose window has another content in the inbox is not read any further by this process.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers refuse or do not answer; the windows are handed out again
     */
    public synchronized void commit(List<Written> written) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Set<TopicPartition> halted = new HashSet<>();
        for (Written each : written) {
            TopicPartition partition = of(each.window());
            if (each.result() == Result.DIFFERS) {
                halted.add(partition);
            } else if (!halted.contains(partition)) {
                offsets.put(partition, new OffsetAndMetadata(each.window().next()));
            }
        }
        if (committed(offsets)) {
            written.stream().map(Written::window).forEach(window -> {
                Reading reading = readings.get(of(window));
                OffsetAndMetadata offset = offsets.get(of(window));
                if (reading != null && offset != null && window.next() <= offset.offset()) {
                    reading.waiting.remove(window);
                    window.close();
                }
            });
        }
        halted.forEach(this::halt);
    }

    private static TopicPartition of(Window window) {
        return new TopicPartition(window.partition().topic(), window.partition().number());
    }

    /** Answers whether the group took note. If it has given the partitions to another member, that one finds the windows written. */
    private boolean committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            if (!offsets.isEmpty()) {
                consumer().commitSync(offsets);
            }
            return true;
        } catch (CommitFailedException | RebalanceInProgressException another) {
            LOG.atInfo().log("the group shares its partitions anew, windows that were written are not committed yet");
            return false;
        }
    }

    private void halt(TopicPartition partition) {
        Reading reading = readings.get(partition);
        if (reading != null) {
            reading.halted = true;
            reading.waiting.forEach(Window::close);
            reading.waiting.clear();
            consumer().pause(Set.of(partition));
        }
    }

    /** Leaves the group, so that its other members go on at once. */
    @Override
    public void close() {
        closing = true;
        Consumer<byte[], byte[]> made = consumer;
        if (made != null) {
            made.wakeup();
        }
        leave();
    }

    private synchronized void leave() {
        ready = false;
        Set.copyOf(readings.keySet()).forEach(this::end);
        if (consumer != null) {
            consumer.close(CLOSING);
        }
    }

    /** What this process has of a partition. */
    private static final class Reading {

        private final WindowCutter cutter;
        /** Windows that have ended and are not committed. */
        private final Deque<Window> waiting = new ArrayDeque<>();

        private @Nullable OffsetAndMetadata mark;
        private boolean halted;
        private boolean looked;

        private Reading(WindowCutter cutter) {
            this.cutter = cutter;
        }

        /** The clock of a producer may be wrong. */
        private void look(ConsumerRecord<byte[], byte[]> record, Cut by) {
            if (!looked && by instanceof Cut.ByTime && record.timestampType() != TimestampType.LOG_APPEND_TIME) {
                LOG.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("remedy", "set message.timestamp.type=LogAppendTime for the topic")
                        .log("windows are cut by the clocks of producers; a record of the future ends a window early");
            }
            looked = true;
        }

        /** The first offset that is in no committed window. */
        private long first() {
            return waiting.isEmpty() ? cutter.first() : waiting.getFirst().first();
        }

        private void close() {
            cutter.abandon();
            waiting.forEach(Window::close);
        }
    }

    /** What a partition had here is of no use when it is another member's: that one begins at the same window. */
    private final class Rebalance implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> from;

        private Rebalance(Consumer<byte[], byte[]> from) {
            this.from = from;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            begin(from, partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                LOG.atInfo()
                        .addKeyValue(
                                "partitions",
                                partitions.stream()
                                        .map(TopicPartition::partition)
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")))
                        .log("partitions are given up");
            }
            partitions.forEach(TopicReader.this::end);
        }
    }
}
