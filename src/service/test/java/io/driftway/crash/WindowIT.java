package io.driftway.crash;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.support.Broker;
import io.driftway.support.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker, and the real program: kill -9 of both at any instruction, while records go on to come; some readers are stopped and go on later, when others have their partitions.
 * {@code driftway.window.kills} says how many kills, {@code driftway.window.kills.seed} repeats their order.
 */
class WindowIT {

    private static final int KILLS = Integer.getInteger("driftway.window.kills", 12);
    private static final long SEED = Long.getLong("driftway.window.kills.seed", 1);

    /** One kill of so many is of the broker. */
    private static final int OF_THE_BROKER = 6;

    private static final int PARTITIONS = 4;
    private static final long WINDOW = 100;
    private static final int READERS = 2;
    private static final int LONGEST_START_MS = 2_500;
    private static final int LONGEST_WORK_MS = 1_000;

    @TempDir
    private static Path folder;

    private static Broker broker;

    private final Random random = new Random(SEED);
    private final List<Reader> alive = new ArrayList<>();
    private final List<Reader> stopped = new ArrayList<>();
    private final List<Reader> all = new ArrayList<>();

    private record Reader(Program program, int port) {

        String metrics() {
            return Program.answer(port + 1, "/metrics");
        }

        /** The value of a series, or -1 where it is not there. */
        double metric(String series) {
            return metrics()
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(-1);
        }

        void becomeReady() {
            await("a reader")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !program.isAlive()
                            || Program.answer(port + 1, "/health/readiness").contains("UP"));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        broker = new Broker(folder.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @AfterEach
    void endReaders() {
        stopped.forEach(reader -> reader.program().kill());
        alive.forEach(reader -> reader.program().kill());
    }

    private Reader reader(String topic, String group, Path store, String... more) {
        int port = Program.freePort();
        List<String> arguments = new ArrayList<>(List.of(
                "window",
                "--server.port=" + port,
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + store,
                "--driftway.window.brokers=" + broker.address(),
                "--driftway.window.topic=" + topic,
                "--driftway.window.group=" + group,
                "--driftway.window.records=" + WINDOW,
                "--driftway.window.kafka.session.timeout.ms=1500",
                "--driftway.window.kafka.heartbeat.interval.ms=300"));
        arguments.addAll(List.of(more));
        Reader reader = new Reader(Program.startWarm(Map.of(), arguments), port);
        alive.add(reader);
        all.add(reader);
        return reader;
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    private static void topic(String name, int partitions) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)
                            .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(more);
        settings.put("bootstrap.servers", broker.address());
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("delivery.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
        settings.put("max.block.ms", PATIENCE.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] value(Random random, String id) {
        return switch (random.nextInt(200)) {
            case 0 -> null;
            case 1 -> "{\"id\":\"%s\",".formatted(id).getBytes(UTF_8);
            case 2 -> "{\"id\":\"%s\",\"nested\":{}}".formatted(id).getBytes(UTF_8);
            default ->
                "{\"id\":\"%s\",\"plan\":\"a, b\",\"fee\":%d.50}"
                        .formatted(id, random.nextInt(100))
                        .getBytes(UTF_8);
        };
    }

    private static void send(KafkaProducer<byte[], byte[]> to, String topic, int records, Random random, String ids) {
        for (int i = 0; i < records; i++) {
            to.send(new ProducerRecord<>(topic, random.nextInt(PARTITIONS), null, value(random, ids + "-" + i)));
        }
    }

    /** Transactions that were committed and others that were not: markers and records that nobody may read. */
    private static void transactions(String topic) {
        Random values = new Random(SEED);
        try (KafkaProducer<byte[], byte[]> to = producer(Map.of("transactional.id", "writer"))) {
            to.initTransactions();
            for (int i = 0; i < 20; i++) {
                to.beginTransaction();
                send(to, topic, 1 + values.nextInt(200), values, "t" + i);
                to.flush();
                if (values.nextInt(3) == 0) {
                    to.abortTransaction();
                } else {
                    to.commitTransaction();
                }
            }
        }
    }

    /** What a topic has, by partition, up to its end. */
    private record Log(Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records, Map<Integer, Long> ends) {

        static Log of(String topic) {
            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records = new TreeMap<>();
            Map<Integer, Long> ends = new TreeMap<>();
            try (KafkaConsumer<byte[], byte[]> from = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.address(), "isolation.level", "read_committed"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = from.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
                from.assign(partitions);
                from.seekToBeginning(partitions);
                partitions.forEach(partition -> records.put(partition.partition(), new ArrayList<>()));
                from.endOffsets(partitions).forEach((partition, end) -> ends.put(partition.partition(), end));
                while (partitions.stream()
                        .anyMatch(partition -> from.position(partition) < ends.get(partition.partition()))) {
                    from.poll(Duration.ofMillis(200))
                            .forEach(record -> records.get(record.partition()).add(record));
                }
            }
            return new Log(records, ends);
        }

        /** Names of objects with what they must hold: ids of the rows in order, or the bytes that are no row. Computed by other code than the program's. */
        Map<String, String> expected(String topic) {
            Map<String, String> objects = new TreeMap<>();
            records.forEach((partition, list) -> {
                long closed = ends.get(partition) / WINDOW * WINDOW;
                for (ConsumerRecord<byte[], byte[]> record : list) {
                    if (record.offset() >= closed || record.value() == null) {
                        continue;
                    }
                    String value = new String(record.value(), UTF_8);
                    if (value.endsWith("50}")) {
                        objects.merge(
                                "incoming/%s-%d-%019d.csv"
                                        .formatted(topic, partition, record.offset() / WINDOW * WINDOW),
                                value.split("\"")[3] + "\n",
                                String::concat);
                    } else {
                        objects.put("set-aside/%s/%d/%019d".formatted(topic, partition, record.offset()), value);
                    }
                }
            });
            return objects;
        }
    }

    /** Objects of a store with what they hold: of windows, the ids of the rows in order. */
    private static Map<String, String> written(Path store) throws IOException {
        Map<String, String> objects = new TreeMap<>();
        for (Map.Entry<String, byte[]> object : bytes(store).entrySet()) {
            String text = new String(object.getValue(), UTF_8);
            objects.put(object.getKey(), object.getKey().startsWith("set-aside/") ? text : ids(text));
        }
        return objects;
    }

    private static String ids(String csv) {
        int id = Arrays.asList(csv.lines().findFirst().orElseThrow().split(",")).indexOf("\"id\"");
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")[id] + "\n")
                .reduce("", String::concat);
    }

    private static Map<String, byte[]> bytes(Path store) throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        for (String folder : List.of("incoming", "set-aside")) {
            Path below = store.resolve(folder);
            if (Files.exists(below)) {
                try (Stream<Path> files = Files.walk(below)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        objects.put(store.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
        return objects;
    }

    private void comesTo(Path store, Map<String, String> expected) throws IOException {
        await("all windows")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast("no reader is left", () -> alive.stream()
                        .noneMatch(reader -> reader.program().isAlive()))
                .until(() -> bytes(store).size() >= expected.size());
        assertThat(written(store)).isEqualTo(expected);
    }

    private String said() {
        return all.stream().map(reader -> reader.program().output()).reduce("", String::concat);
    }

    @Test
    void whateverIsKilledEachRecordIsInOneWindow() throws Exception {
        topic("customers", PARTITIONS);
        transactions("customers");
        Path store = folder.resolve("store");
        CountDownLatch enough = new CountDownLatch(1);
        Thread writing = Thread.ofPlatform().start(() -> write(enough));
        int brokers = 0;
        int kills = 0;
        int zombies = 0;
        while (kills < KILLS) {
            while (alive.size() < READERS) {
                reader("customers", "group", store);
            }
            Reader victim = alive.get(random.nextInt(alive.size()));
            if (random.nextBoolean()) {
                Thread.sleep(random.nextInt(LONGEST_START_MS));
            } else {
                victim.becomeReady();
                Thread.sleep(random.nextInt(LONGEST_WORK_MS));
            }
            if (kills % OF_THE_BROKER == OF_THE_BROKER / 2) {
                broker.kill();
                broker.start();
                brokers++;
            } else if (random.nextInt(4) == 0) {
                victim.program().signal("STOP");
                stopped.add(victim);
                alive.remove(victim);
                zombies++;
            } else {
                victim.program().kill();
                alive.remove(victim);
            }
            kills++;
            if (stopped.size() > 1 || (!stopped.isEmpty() && random.nextInt(3) == 0)) {
                Reader zombie = stopped.removeFirst();
                zombie.program().signal("CONT");
                alive.add(zombie);
            }
            alive.removeIf(reader -> !reader.program().isAlive());
        }
        enough.countDown();
        writing.join();
        stopped.forEach(reader -> reader.program().signal("CONT"));
        alive.addAll(stopped);
        stopped.clear();
        while (alive.size() < READERS) {
            reader("customers", "group", store);
        }

        Log log = Log.of("customers");
        Map<String, String> expected = log.expected("customers");
        long records = log.records().values().stream().mapToLong(List::size).sum();
        System.out.println(
                "WindowIT: " + kills + " kills, seed " + SEED + ", of the broker " + brokers + ", stopped and gone on "
                        + zombies + "; records " + records + ", windows and records set aside " + expected.size());
        comesTo(store, expected);
        assertThat(said()).doesNotContain("another content", "deleted records");
        alive.forEach(reader -> reader.program().kill());
        alive.clear();

        // Another group reads the log from its beginning, by the port with a password, into another store.
        Path second = folder.resolve("second");
        reader(
                "customers",
                "second",
                second,
                "--driftway.window.brokers=" + broker.addressWithPassword(),
                "--driftway.window.kafka.security.protocol=SASL_PLAINTEXT",
                "--driftway.window.kafka.sasl.mechanism=PLAIN",
                "--driftway.window.kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"driftway\" password=\""
                        + Broker.PASSWORD + "\";");
        comesTo(second, expected);
        Map<String, byte[]> first = bytes(store);
        bytes(second).forEach((name, content) -> assertThat(content).as(name).isEqualTo(first.get(name)));
        assertThat(said()).doesNotContain(Broker.PASSWORD);

        // A third one finds everything in the first store.
        Reader third = reader("customers", "third", store);
        long windows = first.keySet().stream()
                .filter(name -> name.startsWith("incoming/"))
                .count();
        await("the windows are found")
                .atMost(PATIENCE)
                .until(() -> third.metric("driftway_windows_total{result=\"there\"}") == windows);
        assertThat(third.metric("driftway_windows_total{result=\"written\"}")).isZero();
        assertThat(bytes(store)).hasSameSizeAs(first);
    }

    /** Goes on whatever happens to the broker: a record is in the log once. */
    private void write(CountDownLatch enough) {
        Random values = new Random(SEED + 1);
        try (KafkaProducer<byte[], byte[]> to = producer(Map.of())) {
            for (int i = 0; !enough.await(60, TimeUnit.MILLISECONDS); i++) {
                send(to, "customers", 20, values, "r" + i);
            }
            to.flush();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void offsetsThatTheLogHasLostAreTold() throws Exception {
        topic("short", 1);
        TopicPartition partition = new TopicPartition("short", 0);
        try (KafkaProducer<byte[], byte[]> to = producer(Map.of());
                Admin admin = admin()) {
            IntStream.range(0, 150)
                    .forEach(i ->
                            to.send(new ProducerRecord<>("short", 0, null, ("{\"id\":" + i + "}").getBytes(UTF_8))));
            to.flush();
            admin.alterConsumerGroupOffsets("late", Map.of(partition, new OffsetAndMetadata(5)))
                    .all()
                    .get();
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(20)))
                    .all()
                    .get();
        }
        Path store = folder.resolve("late");
        Reader reader = reader("short", "late", store);

        await("the window").atMost(PATIENCE).until(() -> bytes(store).size() == 1);
        String json = reader.program()
                .output()
                .lines()
                .filter(line -> line.contains("a topic deleted records before they were read"))
                .findFirst()
                .orElseThrow();
        JsonNode line = new ObjectMapper().readTree(json);
        assertThat(List.of(line.path("topic"), line.path("partition"), line.path("from"), line.path("to")))
                .extracting(JsonNode::asText)
                .containsExactly("short", "0", "5", "19");
        assertThat(reader.metric("driftway_window_lost_offsets_total")).isEqualTo(15);
        assertThat(written(store).get("incoming/short-0-%019d.csv".formatted(0)))
                .isEqualTo(IntStream.range(20, 100)
                        .mapToObj(i -> "\"" + i + "\"\n")
                        .reduce("", String::concat));
    }
}
