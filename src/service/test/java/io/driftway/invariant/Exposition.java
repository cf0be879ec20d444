package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I9_METRICS_FOLLOW;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.Keys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each process shows is what the ledger says. */
final class Exposition {

    private static final int MOST_SERIES = 5_000;
    private static final double NEVER = -1;

    private final Evidence evidence;
    private final Records records;
    private final List<Violation> violations = new ArrayList<>();

    Exposition(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
    }

    List<Violation> violations() {
        Optional<JsonNode> newest = records.verdicts().values().stream()
                .max(Comparator.comparing((JsonNode v) ->
                                Instant.parse(v.path("decided_at").asText()))
                        .thenComparing(v -> v.path("batch_id").asText()));
        Optional<JsonNode> champion = records.at(Keys.CHAMPION);
        for (String scrape : evidence.scrapes()) {
            newest.ifPresent(verdict -> shows(scrape, verdict));
            champion.ifPresent(pointer -> {
                if (scrape.lines()
                        .noneMatch(line -> line.startsWith("driftway_model_info{")
                                && line.contains(
                                        "model=\"" + pointer.path("model").asText() + "\"")
                                && line.contains(
                                        "sequence=\"" + pointer.path("sequence").asText() + "\""))) {
                    violations.add(I9_METRICS_FOLLOW.violatedBy("driftway_model_info does not show the champion"));
                }
            });
            equal(scrape, "driftway_backlog_batches", 0);
            if (series(scrape) > MOST_SERIES) {
                violations.add(I9_METRICS_FOLLOW.violatedBy(series(scrape) + " series"));
            }
        }
        return violations;
    }

    private void shows(String scrape, JsonNode verdict) {
        JsonNode dataset = verdict.path("dataset");
        String outcome = verdict.path("outcome").asText();
        boolean inconclusive = outcome.equals("inconclusive");
        equal(scrape, "driftway_verdict{state=\"" + outcome + "\"}", 1);
        Map.of(
                        "data_drift_value",
                        inconclusive
                                ? Double.NaN
                                : dataset.path("data_drift_value").asDouble(Double.NaN),
                        "drifted_columns_count",
                        inconclusive
                                ? Double.NaN
                                : dataset.path("drifted_columns_count").asDouble(),
                        "missing_value_count",
                        dataset.path("missing_value_count").asDouble(),
                        "driftway_last_verdict_timestamp_seconds",
                        Instant.parse(verdict.path("decided_at").asText()).toEpochMilli() / 1000.0)
                .forEach((name, value) -> equal(scrape, name, value));
    }

    private void equal(String scrape, String name, double expected) {
        double shown = scrape.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(NEVER);
        if (Double.doubleToLongBits(shown) != Double.doubleToLongBits(expected)) {
            violations.add(I9_METRICS_FOLLOW.violatedBy(
                    name + " is " + (shown == NEVER ? "not there" : shown) + ", the ledger says " + expected));
        }
    }

    private static long series(String scrape) {
        return scrape.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .count();
    }
}
