package io.driftway.cli;

import io.driftway.core.decision.Budget;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many requests chance may make, in how many batches, for the commands that take it. */
final class BudgetFlags {

    @Option(
            names = "--season",
            paramLabel = "BATCHES",
            description = "Batches in a season, as 7 for daily batches with a weekly pattern; 1, none, if not given.")
    private @Nullable Integer season;

    @Option(
            names = "--batches-per-year",
            paramLabel = "BATCHES",
            description = "How many batches come in a year; 365 if not given.")
    private @Nullable Double batchesPerYear;

    @Option(
            names = "--requests-per-year",
            paramLabel = "REQUESTS",
            description = "How many requests for a retraining chance may make in a year; 1 if not given.")
    private @Nullable Double requestsPerYear;

    /**
     * As they were given, with a year of daily batches, one request and no season where they were not.
     *
     * @throws BadInput when a number makes no sense
     */
    Budget budget() {
        double requests = requestsPerYear == null ? 1 : requestsPerYear;
        double batches = batchesPerYear == null ? 365 : batchesPerYear;
        int seasonal = season == null ? 1 : season;
        BadInput.unless(
                seasonal >= 1, "--season must be at least 1 batch, got " + seasonal + "; 1 means that there is none");
        BadInput.unless(
                batches >= 1 && batches < Double.POSITIVE_INFINITY,
                "--batches-per-year must be a number of at least 1, got " + batches);
        BadInput.unless(
                requests > 0 && requests < Double.POSITIVE_INFINITY,
                "--requests-per-year must be a number above 0, got " + requests);
        return new Budget(requests, batches, seasonal);
    }

    /** Returns those that were given, by the setting of the service that each stands for. */
    Map<String, Object> settings() {
        Map<String, Object> given = new LinkedHashMap<>();
        if (season != null) {
            given.put("decision.season", season);
        }
        if (batchesPerYear != null) {
            given.put("decision.batches-per-year", batchesPerYear);
        }
        if (requestsPerYear != null) {
            given.put("decision.requests-per-year", requestsPerYear);
        }
        return given;
    }
}
