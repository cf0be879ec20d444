package io.driftway.format;

import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Schema;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.csv.Unpacked;
import io.driftway.format.parquet.ParquetReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Reads a batch in its format: Parquet where its name or its first bytes say so, else CSV. */
public final class BatchFormats implements BatchReader {

    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final Limits limits;

    public BatchFormats() {
        this(Limits.STANDARD);
    }

    /** @param limits beyond which a file is refused */
    public BatchFormats(Limits limits) {
        this.limits = limits;
    }

    /** Whether a file is read as Parquet. */
    public static boolean isParquet(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return isParquet(file.toString(), in.readNBytes(PARQUET.length));
        }
    }

    /**
     * Tells whether a file is CSV that is not packed.
     *
     * @param head its first bytes
     */
    public static boolean isPlainCsv(String name, byte[] head) {
        return !isParquet(name, Arrays.copyOf(head, Math.min(head.length, PARQUET.length))) && !Unpacked.isPacked(head);
    }

    private static boolean isParquet(String name, byte[] head) {
        return name.toLowerCase(Locale.ROOT).endsWith(".parquet") || Arrays.equals(head, PARQUET);
    }

    @Override
    public Decoded read(String name, InputStream in, Schema schema) throws IOException {
        PushbackInputStream whole = new PushbackInputStream(in, PARQUET.length);
        byte[] head = whole.readNBytes(PARQUET.length);
        whole.unread(head);
        return isParquet(name, head)
                ? ParquetReader.read(name, whole, schema, limits)
                : CsvReader.read(name, whole, schema, limits);
    }
}
