package io.driftway.support;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.format.json.JsonRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A folder as a service leaves it that has judged so many batches in the last 30 days, without their files and without a champion. Every 97th batch is quarantined, every 499th
 * superseded. The newest {@value #WITH_REPORT} have a report of 24 columns, of which some drift in the end, and an
 * ending that is read by its id; the others have what is listed. The same number makes the same store, but for its time.
 */
public final class SeededStore {

    /** So many batches have a report. */
    public static final int WITH_REPORT = 300;

    /** A feature of every report whose name a path cannot hold. */
    public static final String AWKWARD = "plan / tariff <b>; 100 %";

    private static final Duration SPAN = Duration.ofDays(30);
    private static final int COLUMNS = 24;
    private static final int TERMS = 3;
    private static final JsonRecords FORMAT = new JsonRecords();

    private final Path folder;
    private final int batches;
    private final Random random = new Random(7);

    private SeededStore(Path folder, int batches) {
        this.folder = folder;
        this.batches = batches;
    }

    /** Fills a folder, and answers with the ids of the batches that have a report, oldest first. */
    public static List<String> fill(Path folder, int batches) throws IOException {
        Files.createDirectories(folder);
        return new SeededStore(folder, batches).fill();
    }

    private List<String> fill() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<String> reported = new ArrayList<>();
        for (int i = 1; i <= batches; i++) {
            Instant at = now.minus(SPAN.multipliedBy(batches - i).dividedBy(batches));
            BlobVersion blob = new BlobVersion(
                    "folder",
                    "store",
                    String.format(Locale.ROOT, "incoming/region-%d/customers-%07d.csv", i % 5, i),
                    "0x" + i,
                    100_000,
                    at);
            if (i % 97 == 0) {
                QuarantineRecord record = new QuarantineRecord(
                        blob.batchId(),
                        blob,
                        Reason.QUOTE.code(),
                        "line 3, column fee",
                        "a quote is not closed",
                        "Close the quote and upload the file again.",
                        at);
                write(Keys.record(Keys.QUARANTINE, blob.batchId()), record, at);
                end(blob, Map.of("quarantine", record), at);
                mark(blob, at);
            } else if (i % 499 == 0) {
                write(Keys.record(Keys.SUPERSEDED, blob.batchId()), blob, at);
                end(blob, Map.of("superseded", blob), at);
                mark(blob, at);
            } else {
                VerdictRecord verdict = verdict(blob, i);
                write(Keys.record(Keys.VERDICTS, blob), verdict, at);
                if (i > batches - WITH_REPORT) {
                    end(blob, Map.of("verdict", verdict), at);
                    write(verdict.report(), report(i), at);
                    reported.add(blob.batchId());
                }
            }
        }
        return reported;
    }

    private void end(BlobVersion blob, Object ending, Instant at) throws IOException {
        write(Keys.record(Keys.ENDED, blob.batchId()), ending, at);
    }

    private void mark(BlobVersion blob, Instant at) throws IOException {
        String key = Keys.record("ledger/", blob).replaceAll("\\.json$", "/ended");
        write(key, blob, at);
    }

    private void write(String key, Object record, Instant at) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, FORMAT.write(record));
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    private VerdictRecord verdict(BlobVersion blob, int number) {
        int term = 1 + (int) ((number - 1L) * TERMS / batches);
        String model = String.valueOf((char) ('a' + term)).repeat(64);
        int drifted = number % 10 == 9 ? 2 + number % 5 : 0;
        double share = (double) drifted / COLUMNS;
        Evidence evidence = new Evidence.Share(share, 0.02, 0.15, COLUMNS, drifted, List.of());
        Verdict verdict = number % 50 == 7
                ? new Verdict.Inconclusive(evidence, "too_few_rows")
                : drifted > 3
                        ? new Verdict.Breach(evidence, null)
                        : drifted > 0 ? new Verdict.Warning(evidence, null) : new Verdict.Stable(evidence);
        return new VerdictRecord(
                blob.batchId(),
                blob,
                "c".repeat(64),
                new ChampionPointer(model, "d".repeat(64), "e".repeat(64), term, null),
                verdict.outcome(),
                verdict instanceof Verdict.Inconclusive(var _, String reason) ? reason : null,
                false,
                new VerdictRecord.Dataset(COLUMNS, drifted, share, 0.01, 12, 9_614, 1_000 + number % 7_000),
                List.of(),
                0L,
                Keys.predictions(blob.batchId(), model),
                Keys.report(blob.batchId(), model),
                null,
                "seeded",
                blob.lastModified(),
                VerdictRecord.FORMAT,
                verdict,
                null);
    }

    private Map<String, Object> report(int number) {
        double late = Math.max(0, 1 - (batches - number) / 100.0);
        List<Map<String, Object>> columns = new ArrayList<>();
        Map<String, Object> distributions = new LinkedHashMap<>();
        Map<String, Object> unseen = new LinkedHashMap<>();
        Map<String, Object> importance = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS; i++) {
            String name = i == 0
                    ? AWKWARD
                    : i == 1
                            ? "a_feature_with_a_name_as_long_as_those_that_a_join_of_five_tables_makes"
                            : "feature_" + i;
            boolean category = i % 3 == 0;
            double value = 0.02 + 0.02 * random.nextDouble() + (i % 6 == 0 ? 0.2 * late : 0);
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", name);
            column.put("type", category ? "cat" : "num");
            column.put("method", category ? "jensenshannon" : "wasserstein");
            column.put("value", value);
            column.put("threshold", 0.1);
            column.put("drifted", value >= 0.1);
            column.put("missing_reference", 0);
            column.put("missing_current", random.nextInt(20));
            columns.add(column);
            if (category) {
                unseen.put(name, i == 0 ? 0.05 * late : 0);
            }
            importance.put(name, Map.of("mean", 1.0 / (i + 1), "standard_deviation", 0.01));
            List<String> bins = new ArrayList<>();
            List<Long> reference = new ArrayList<>();
            List<Long> current = new ArrayList<>();
            for (int bin = 0; bin < (category ? 6 : 24); bin++) {
                bins.add(category ? "category " + bin : bin * 10 + " to " + (bin + 1) * 10);
                reference.add(100L + 50L * Math.min(bin, 10));
                current.add(100L + 50L * Math.min(bin, 10) + (long) (400 * late * bin / 10));
            }
            distributions.put(name, Map.of("bins", bins, "reference", reference, "current", current));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(
                "dataset",
                Map.of(
                        "tested_columns", COLUMNS,
                        "drifted_columns_count", 2,
                        "data_drift_value", 2.0 / COLUMNS,
                        "missing_value_count", 12,
                        "rows_reference", 9_614,
                        "rows_current", 1_000));
        report.put("columns", columns);
        report.put("importance", importance);
        report.put("performance_estimate", Map.of("reason", "no calibration"));
        report.put("unseen_category_ratio", unseen);
        report.put("distributions", distributions);
        return report;
    }
}
