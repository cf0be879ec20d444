package io.driftway.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A replay for a person at a terminal: a line a batch as soon as it is judged, and at the end a sentence about all of them. */
final class ReplayText {

    static final String HEADING =
            "batch      rows  verdict       asks  cause                      p  window" + "  data_drift_value  columns";

    private final Map<String, Integer> verdicts = new LinkedHashMap<>();
    private int batches;
    private int requests;
    private int first;

    /** The line of the next batch. */
    String line(ReplayedBatch batch) {
        batches++;
        verdicts.merge(batch.word(), 1, Integer::sum);
        if (batch.asks()) {
            first = requests++ == 0 ? batch.batch() : first;
        }
        return String.format(
                        Locale.ROOT,
                        "%5d  %,8d  %-12s  %-4s  %-19s  %7s  %6d  %16s  %s",
                        batch.batch(),
                        batch.rows(),
                        batch.word(),
                        batch.asks() ? "yes" : "no",
                        batch.cause() == null ? "-" : batch.cause(),
                        number(batch.p()),
                        batch.window(),
                        number(batch.dataDriftValue()),
                        batch.columns().isEmpty() ? "-" : String.join(", ", batch.columns()))
                .stripTrailing();
    }

    static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, value == 0 || value >= 1e-3 ? "%.3f" : "%.1e", value);
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%,d %s: %s. %s",
                batches,
                batches == 1 ? "batch" : "batches",
                verdicts.entrySet().stream()
                        .map(verdict -> String.format(Locale.ROOT, "%,d %s", verdict.getValue(), verdict.getKey()))
                        .collect(Collectors.joining(", ")),
                requests == 0
                        ? "None asks for a retraining."
                        : String.format(
                                Locale.ROOT,
                                "%,d %s for a retraining, the first is batch %d.",
                                requests,
                                requests == 1 ? "asks" : "ask",
                                first));
    }
}
