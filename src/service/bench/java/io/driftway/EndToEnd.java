package io.driftway;

import com.sun.management.OperatingSystemMXBean;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.Profile;
import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.table.FileProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From bytes to a drift report in one process that goes on: the median of several rounds for each phase, in wall seconds and in CPU seconds of the whole process, beside a
 * newline count and FastCSV's own scan of the same bytes. {@code EndToEnd reference.csv current.csv [rounds]}, both plain CSV.
 */
public final class EndToEnd {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private EndToEnd() {}

    public static void main(String[] args) throws IOException {
        byte[] reference = Files.readAllBytes(Path.of(args[0]));
        byte[] current = Files.readAllBytes(Path.of(args[1]));
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        Profile arrived = profile(current, null);
        Profile known = profile(reference, arrived);
        DriftReport report = DriftComparison.compare(known, arrived, DriftOptions.DEFAULT);
        System.out.printf(
                "%,d rows, %,d bytes, %d columns compared, data_drift_value %.4f%n",
                arrived.rows(), current.length, arrived.columns().size(), report.driftValue());
        measure("newline count", current, arrived.rows(), rounds, () -> newlines(current));
        measure("FastCSV scan", current, arrived.rows(), rounds, () -> cells(current));
        measure("profile, types guessed", current, arrived.rows(), rounds, () -> profile(current, null));
        measure("profile, types pinned", current, arrived.rows(), rounds, () -> profile(current, known));
        measure(
                "comparison",
                current,
                arrived.rows(),
                rounds,
                () -> DriftComparison.compare(known, arrived, DriftOptions.DEFAULT));
        measure(
                "bytes to report",
                current,
                arrived.rows(),
                rounds,
                () -> DriftComparison.compare(known, profile(current, known), DriftOptions.DEFAULT));
    }

    private static Profile profile(byte[] csv, Profile pinned) {
        ByteArrayInputStream in = new ByteArrayInputStream(csv);
        FileProfile profile = pinned == null
                ? CsvProfiler.infer("bench", in, Map.of())
                : CsvProfiler.like("bench", in, pinned, Set.of());
        return ((FileProfile.Summarised) profile).profile();
    }

    private static long newlines(byte[] csv) {
        long lines = 0;
        for (byte b : csv) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static long cells(byte[] csv) {
        Cells cells = new Cells();
        try (CsvReader<Cells> reader = CsvReader.builder()
                .build(cells, new InputStreamReader(new ByteArrayInputStream(csv), StandardCharsets.UTF_8))) {
            reader.forEach(row -> {});
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return cells.count;
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

    private static void measure(String phase, byte[] csv, long rows, int rounds, Supplier<Object> work) {
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        for (int round = -3; round < rounds; round++) {
            long began = System.nanoTime();
            long used = SYSTEM.getProcessCpuTime();
            if (work.get() == null) {
                throw new IllegalStateException("nothing came of " + phase);
            }
            if (round >= 0) {
                wall[round] = (System.nanoTime() - began) / 1e9;
                cpu[round] = (SYSTEM.getProcessCpuTime() - used) / 1e9;
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        double seconds = cpu[rounds / 2];
        System.out.printf(
                "%-24s %7.3f s wall %7.3f s CPU %6.0f MB/CPU-s %,12.0f rows/CPU-s%n",
                phase, wall[rounds / 2], seconds, csv.length / 1e6 / seconds, rows / seconds);
    }
}
