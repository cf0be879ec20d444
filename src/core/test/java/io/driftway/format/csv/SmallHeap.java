package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.format.parquet.ParquetReader;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.zip.GZIPOutputStream;

/** Reads files that are larger than its heap and prints what came of each. Run in a JVM of its own. */
final class SmallHeap {

    private static final long SIZE = 10L << 30;

    /** Of files that are read to their end. */
    private static final long READ_SIZE = 200L << 20;

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of())),
            null);

    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        Map<String, InputStream> files = new TreeMap<>();
        files.put("bomb", new Repeated("", gzip(SIZE >> 10), 1 << 10));
        files.put("one line", file("", "x".repeat(1 << 16)));
        files.put("open quote", file("id,plan,charge\ni,\"", "a,1\n".repeat(1 << 14)));
        files.put("wide header", file("id,plan,charge", ",x".repeat(1 << 15)));
        files.put("long cell", file("id,plan,charge\ni,", "x".repeat(1 << 16)));
        files.put("long rows", read("id,plan,charge\n", "i," + "x".repeat(1 << 20) + ",1\n"));
        files.put("long quoted rows", read("id,plan,charge\n", "i,\"" + "x\"\"".repeat(1 << 19) + "\",1\n"));
        files.put(
                "a long row, then many",
                file("id,plan,charge\n" + "i," + "x".repeat(1 << 20) + ",1\n", "i,a,1\n".repeat(1 << 14)));
        files.put("rows", file("id,plan,charge\n", "i,a,1\n".repeat(1 << 14)));
        files.put("ids", numbered(row -> "customer-" + row + ",a,1\n"));
        files.put("labels", numbered(row -> "i,label " + row + ",1\n"));
        for (Map.Entry<String, InputStream> file : files.entrySet()) {
            System.out.println(
                    file.getKey() + ": " + what(CsvReader.read("f", file.getValue(), SCHEMA, Limits.STANDARD)));
        }
        System.out.println("Parquet bomb: " + what(ParquetReader.read("f", Path.of(args[0]), SCHEMA, Limits.STANDARD)));
        System.out.println("profile of labels: "
                + what(CsvProfiler.infer(
                        "f", numbered(row -> "i,label " + row + ",1\n"), Map.of("plan", ColumnKind.CAT))));
    }

    private static String what(Decoded decoded) {
        return switch (decoded) {
            case Batch batch -> batch.rows() + " rows";
            case Rejection rejection -> rejection.reason().code();
        };
    }

    private static String what(FileProfile profile) {
        return switch (profile) {
            case FileProfile.Summarised summarised -> summarised.notes().toString();
            case FileProfile.Refused refused -> refused.rejection().reason().code();
        };
    }

    private static InputStream file(String begin, String repeated) {
        return new Repeated(begin, repeated.getBytes(UTF_8), SIZE / repeated.length());
    }

    private static InputStream read(String begin, String repeated) {
        return new Repeated(begin, repeated.getBytes(UTF_8), READ_SIZE / repeated.length());
    }

    /** A header row and five million rows. */
    private static InputStream numbered(LongFunction<String> row) {
        return new SequenceInputStream(new ByteArrayInputStream("id,plan,charge\n".getBytes(UTF_8)), new InputStream() {
            private byte[] text = {};
            private int at;
            private long rows;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int read = 0;
                while (read < length && rows < 5_000_000) {
                    if (at == text.length) {
                        text = row.apply(rows++).getBytes(UTF_8);
                        at = 0;
                    }
                    bytes[offset + read++] = text[at++];
                }
                return read == 0 && length > 0 ? -1 : read;
            }
        });
    }

    private static byte[] gzip(long bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            new Repeated("id,plan,charge\n", "\n".repeat(1 << 10).getBytes(UTF_8), bytes >> 10).transferTo(gzip);
        }
        return packed.toByteArray();
    }

    /** A beginning, then the same again and again. */
    private static final class Repeated extends SequenceInputStream {

        Repeated(String begin, byte[] repeated, long times) {
            super(Collections.enumeration(List.of(new ByteArrayInputStream(begin.getBytes(UTF_8)), new InputStream() {
                private long left = times * repeated.length;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    if (left == 0) {
                        return -1;
                    }
                    int from = (int) ((repeated.length - left % repeated.length) % repeated.length);
                    int read = (int) Math.min(Math.min(length, left), repeated.length - from);
                    System.arraycopy(repeated, from, bytes, offset, read);
                    left -= read;
                    return read;
                }
            })));
        }
    }
}
