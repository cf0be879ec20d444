package io.driftway.corpus;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.format.BatchFormats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * CSV files made of good ones by changes of chance, read as the service reads them. The oracle: each is rows or a rejection that says what and
 * what to do; nothing else is thrown, and none takes long. {@code Fuzz INPUTS [SEED] [THREADS]}.
 *
 * <p>An input depends on its number and the seed alone, and a failure names both.
 */
public final class Fuzz {

    private static final List<String> PIECES = List.of(
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            ";",
            "\t",
            " ",
            "\0",
            "\u00a0",
            "\ufeff",
            "#",
            "'",
            "\\",
            "=",
            "-",
            "+",
            ".",
            "e",
            "1e999",
            "-1e-999",
            "NaN",
            "inf",
            "NULL",
            "NA",
            "0x1p3",
            "9007199254740993",
            "1_000",
            "\u0130",
            "🐪",
            "\u202e",
            "Yes",
            "customer_id",
            "age",
            "region",
            "\",\"",
            "\"\n\"",
            "a,b",
            ",,",
            ",\n");

    /** Of a processor, whatever else the machine does. */
    private static final long LONGEST_NANOS = 1_000_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Schema schema;
    private final byte[][] seeds;
    private final long seed;
    private final BatchFormats reader = new BatchFormats(new Limits(10_000, 50, 4_096, 512, 1 << 20, 200, 0.25));

    /** @param seed of the changes */
    public Fuzz(long seed) {
        this.seed = seed;
        this.schema = Labelled.customers(200, 1).schema();
        Table rows = Table.customers(6, 3);
        this.seeds = new byte[][] {
            rows.csv(),
            rows.first(1).csv(),
            Case.utf8(rows.text().replace("\n", "\r\n")),
            Case.utf8(rows.text().replace("\n", "\r")),
            Case.utf8(rows.cell(2, "region", "\"no\"\"rth, \neast\"").text()),
            Case.utf8("\ufeff" + rows.text()),
            Case.utf8(rows.text() + rows.text()),
            Bytes.gzip(rows.csv()),
            new byte[0]
        };
    }

    /** The bytes of this number. */
    byte[] input(long number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        byte[] bytes = seeds[random.nextInt(seeds.length)];
        boolean gentle = random.nextBoolean();
        for (int changes = random.nextInt(1 + random.nextInt(6)); changes >= 0; changes--) {
            bytes = gentle ? varied(bytes, random) : changed(bytes, random);
        }
        return bytes;
    }

    /** A letter for a letter, a digit for a digit, a row once more, a row left out: mostly rows still. */
    private static byte[] varied(byte[] bytes, SplittableRandom random) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int next = at;
        while (next < bytes.length && bytes[next] != '\n') {
            next++;
        }
        int after = Math.min(bytes.length, next + 1);
        int end = after;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return switch (random.nextInt(4)) {
            case 0 -> splice(bytes, after, after, Arrays.copyOfRange(bytes, after, Math.min(bytes.length, end + 1)));
            case 1 -> splice(bytes, after, Math.min(bytes.length, end + 1), new byte[0]);
            default ->
                at < bytes.length && Character.isDigit(bytes[at])
                        ? Bytes.with(bytes, at, '0' + random.nextInt(10))
                        : at < bytes.length && bytes[at] > 'a' && bytes[at] < 'z'
                                ? Bytes.with(bytes, at, 'a' + random.nextInt(26))
                                : bytes;
        };
    }

    private byte[] changed(byte[] bytes, SplittableRandom random) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + random.nextInt(1 + random.nextInt(40)));
        return switch (random.nextInt(9)) {
            case 0 -> splice(bytes, at, at, Case.utf8(PIECES.get(random.nextInt(PIECES.size()))));
            case 1 -> splice(bytes, at, to, Case.utf8(PIECES.get(random.nextInt(PIECES.size()))));
            case 2 -> splice(bytes, at, to, new byte[0]);
            case 3 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 4 -> bytes.length == 0 ? bytes : Bytes.with(bytes, at, random.nextInt(256));
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> bytes.length == 0 ? bytes : Bytes.with(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
            case 7 -> splice(bytes, at, at, Arrays.copyOfRange(seeds[0], 0, random.nextInt(seeds[0].length)));
            default -> splice(bytes, at, at, Case.utf8("x".repeat(random.nextInt(600))));
        };
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + with.length);
        all.write(bytes, 0, from);
        all.writeBytes(with);
        all.write(bytes, to, bytes.length - to);
        return all.toByteArray();
    }

    /** What was wrong with the outcome of this input; empty if it was in order. */
    String fault(long number, Map<Reason, Long> reasons) {
        byte[] input = input(number);
        long begun = THREADS.getCurrentThreadCpuTime();
        String fault;
        try {
            fault = fault(reader.read("f.csv", new ByteArrayInputStream(input), schema), reasons);
        } catch (IOException | RuntimeException | Error escaped) {
            fault = escaped.toString();
        }
        long took = THREADS.getCurrentThreadCpuTime() - begun;
        if (took > LONGEST_NANOS) {
            fault = "it took " + took / 1_000_000 + " ms";
        }
        return fault.isEmpty() ? "" : "input " + number + " of seed " + seed + ": " + fault;
    }

    private static String fault(Decoded decoded, Map<Reason, Long> reasons) {
        return switch (decoded) {
            case Batch batch -> batch.rows() > 0 ? "" : "a batch without rows";
            case Rejection rejection -> {
                reasons.merge(rejection.reason(), 1L, Long::sum);
                yield rejection.fault().isBlank()
                                || rejection.remedy().isBlank()
                                || rejection.line().lines().count() != 1
                        ? "a rejection that is not one line: " + rejection
                        : "";
            }
        };
    }

    /** What became of some inputs. */
    public record Found(long inputs, List<String> faults, Map<Reason, Long> reasons) {}

    /** Tries the inputs from one number to another, the latter excluded. */
    public Found between(long from, long to) {
        List<String> faults = new ArrayList<>();
        Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
        for (long number = from; number < to; number++) {
            String fault = fault(number, reasons);
            if (!fault.isEmpty()) {
                faults.add(fault);
            }
        }
        return new Found(to - from, faults, reasons);
    }

    public static void main(String[] args) throws Exception {
        long inputs = Long.parseLong(args[0]);
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        int threads = args.length > 2
                ? Integer.parseInt(args[2])
                : Runtime.getRuntime().availableProcessors();
        long part = 100_000;
        long begun = System.nanoTime();
        Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
        List<String> faults = new ArrayList<>();
        Fuzz fuzz = new Fuzz(seed);
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Callable<Found>> parts = new ArrayList<>();
            for (long from = 0; from < inputs; from += part) {
                long first = from;
                parts.add(() -> fuzz.between(first, Math.min(inputs, first + part)));
            }
            for (Future<Found> found : workers.invokeAll(parts)) {
                faults.addAll(found.get().faults());
                found.get().reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
            }
        }
        faults.stream().limit(20).forEach(System.out::println);
        long refused = reasons.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                "%,d inputs of seed %d in %d s: %,d read, %,d refused %s, %d escaped%n",
                inputs,
                seed,
                (System.nanoTime() - begun) / 1_000_000_000,
                inputs - refused - faults.size(),
                refused,
                reasons,
                faults.size());
        System.exit(faults.isEmpty() ? 0 : 1);
    }
}
