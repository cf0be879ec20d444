package io.driftway.format.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.Profile;
import io.driftway.demo.Customers;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Rows a second out of generated CSV of 19 columns, beside two peers on the same bytes: FastCSV's own scan, which keeps nothing, and a count of line ends. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CsvBench {

    private static final int ROWS = 200_000;

    private byte[] csv;
    private Profile pinned;
    private Schema schema;

    @Setup
    public void generate() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Customers(1).write(out, ROWS, 0, true);
        csv = out.toByteArray();
        pinned = ((FileProfile.Summarised) profileTypesGuessed()).profile();
        schema = new Schema(
                CsvReader.infer("bench", new ByteArrayInputStream(csv), Map.of("customer_id", ColumnKind.SKIP))
                        .fields(),
                null);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Decoded columns() {
        return CsvReader.read("bench", new ByteArrayInputStream(csv), schema);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public FileProfile profileTypesGuessed() {
        return CsvProfiler.infer("bench", new ByteArrayInputStream(csv), Map.of());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public FileProfile profileTypesPinned() {
        return CsvProfiler.like("bench", new ByteArrayInputStream(csv), pinned, Set.of());
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long fastCsvScan() throws IOException {
        Cells cells = new Cells();
        try (var reader = de.siegmar.fastcsv.reader.CsvReader.builder()
                .build(cells, new Utf8Reader(new ByteArrayInputStream(csv), csv.length))) {
            reader.forEach(row -> {});
        }
        return cells.count;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long newlineCount() {
        long lines = 0;
        for (byte b : csv) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static final class Cells extends AbstractBaseCsvCallbackHandler<Cells> {
        private long count;

        @Override
        protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
            count++;
        }

        @Override
        protected Cells buildRecord() {
            return this;
        }
    }
}
