package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I13_WINDOWS;
import static io.driftway.invariant.Invariant.I14_BUDGET;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.decision.Budget;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.pipeline.StoreReplay;
import io.driftway.core.retrain.Episode;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Each verdict by evidence was reached on all that was seen before it, once and in order, and no more looks were taken than the budget allows. The
 * log is read as it is on the disk; the verdicts are decided again from the blobs.
 */
final class Decisions {

    private static final Pattern PAGE = Pattern.compile("decisions/([0-9a-f]{64})/(\\d{8})\\.json");

    /** Sums of levels in another order. */
    private static final double ROUNDING = 1e-12;

    private final Evidence evidence;
    private final Records records;
    private final Budget budget;
    private final Map<String, Bundle> bundles = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    Decisions(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
        this.budget = evidence.budget();
    }

    List<Violation> violations() {
        Map<String, SortedMap<Long, JsonNode>> terms = entries();
        Map<String, JsonNode> placed = placed();
        terms.forEach((term, entries) -> follow(term, entries, placed));
        placed.forEach((place, verdict) -> windows("verdict "
                + verdict.path("batch_id").asText() + " has the place " + place + ", which the log does not have"));
        if (!terms.isEmpty()) {
            decideAgain();
        }
        return violations;
    }

    private void windows(String what) {
        violations.add(I13_WINDOWS.violatedBy(what));
    }

    private void budget(String what) {
        violations.add(I14_BUDGET.violatedBy(what));
    }

    private Map<String, SortedMap<Long, JsonNode>> entries() {
        Map<String, SortedMap<Long, JsonNode>> terms = new TreeMap<>();
        for (String key : records.keys(Keys.DECISIONS)) {
            Matcher page = PAGE.matcher(key);
            if (page.matches()) {
                SortedMap<Long, JsonNode> entries = terms.computeIfAbsent(page.group(1), term -> new TreeMap<>());
                for (JsonNode entry : records.lines(key)) {
                    // Before entries stood on pages, the number in the key was the position.
                    long position = entry.path("position").asLong(Long.parseLong(page.group(2)));
                    if (entries.put(position, entry) != null) {
                        windows("the log has " + place(page.group(1), position) + " twice");
                    }
                }
            }
        }
        return terms;
    }

    /** The verdicts that have a place, by term and place. */
    private Map<String, JsonNode> placed() {
        Map<String, JsonNode> placed = new TreeMap<>();
        records.verdicts().values().stream()
                .filter(verdict -> verdict.path("position").isNumber())
                .forEach(verdict -> {
                    JsonNode champion = verdict.path("champion");
                    String place = place(
                            Episode.id(
                                    champion.path("model").asText(),
                                    champion.path("reference").asText(),
                                    champion.path("sequence").asLong()),
                            verdict.path("position").asLong());
                    if (placed.putIfAbsent(place, verdict) != null) {
                        windows("two verdicts have the place " + place);
                    }
                });
        return placed;
    }

    private static String place(String term, long position) {
        return term + "/" + position;
    }

    /** Follows the entries of a term, and takes its verdicts out of those that have a place. */
    private void follow(String term, SortedMap<Long, JsonNode> entries, Map<String, JsonNode> placed) {
        Set<String> subjects = new HashSet<>();
        List<String> counted = new ArrayList<>();
        double spent = 0;
        long expected = 1;
        for (Map.Entry<Long, JsonNode> at : entries.entrySet()) {
            JsonNode entry = at.getValue();
            String subject = entry.path("subject").asText();
            String place = place(term, at.getKey());
            if (at.getKey() != expected++) {
                windows("the log has no entry before " + place);
                expected = at.getKey() + 1;
            }
            if (!subjects.add(subject)) {
                windows("the log has " + subject + " twice, the second time at " + place);
            }
            boolean enters = entry.path("counts").isObject();
            if (enters) {
                counted.add(subject);
            }
            JsonNode memory = entry.path("memory");
            if (memory.path("seen").asLong() != counted.size()) {
                windows("entry " + place + " remembers " + memory.path("seen") + " batches, there are "
                        + counted.size());
            }
            double now = memory.path("spent").asDouble();
            JsonNode verdict = placed.remove(place);
            if (verdict != null) {
                window(place, verdict, subject, enters, counted);
                spending(place, verdict, spent, now);
            } else if (now < spent - ROUNDING || now > spent + dueAt(counted.size()) + ROUNDING) {
                budget("entry " + place + " has spent " + (now - spent) + " by itself");
            }
            if (now > counted.size() * budget.requestsPerYear() / budget.batchesPerYear() + ROUNDING) {
                budget(counted.size() + " batches have spent " + now + " by " + place);
            }
            spent = now;
        }
    }

    private void window(String place, JsonNode verdict, String subject, boolean enters, List<String> counted) {
        String id = verdict.path("batch_id").asText();
        if (!id.equals(subject)) {
            windows("verdict " + id + " has the place " + place + ", where the log has " + subject);
        }
        List<String> window = StreamSupport.stream(
                        verdict.path("verdict").path("evidence").path("batches").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        List<String> newest = enters
                ? counted.subList(Math.max(0, counted.size() - window.size()), counted.size())
                : List.of(subject);
        if (!window.equals(newest)) {
            windows("verdict " + id + " says a window of " + window + ", the newest in the log are " + newest);
        }
    }

    /** Each look spends its level. With a model, leaves spend half of it, and the look has the other half. */
    private void spending(String place, JsonNode verdict, double before, double after) {
        JsonNode windowed = verdict.path("verdict").path("evidence");
        if (!same(windowed.path("spent").asDouble(), after)) {
            budget("verdict " + verdict.path("batch_id").asText() + " has spent " + windowed.path("spent")
                    + ", the log says " + after);
        }
        double looks = 0;
        for (JsonNode look : windowed.path("looks")) {
            double level = level(look.path("window").asInt());
            double said = look.path("level").asDouble();
            if (!same(said, level) && !same(said, level / 2)) {
                budget("verdict at " + place + " looks at " + look.path("window") + " batches with a level of " + said);
            }
            looks += level;
        }
        if (!same(after - before, looks)) {
            budget("verdict at " + place + " spends " + (after - before) + ", its looks are worth " + looks);
        }
    }

    private static boolean same(double a, double b) {
        return Math.abs(a - b) <= ROUNDING;
    }

    private double level(int window) {
        return budget.windows().contains(window)
                ? budget.requestsPerYear() * every(window) / (budget.windows().size() * budget.batchesPerYear())
                : 0;
    }

    private static int every(int window) {
        return Math.max(1, window / 2);
    }

    /** All that may be spent when so many batches have been seen. */
    private double dueAt(int seen) {
        return budget.windows().stream()
                .filter(window -> seen % every(window) == 0)
                .mapToDouble(this::level)
                .sum();
    }

    private void decideAgain() {
        try {
            new StoreReplay(
                            evidence.store(),
                            new JsonRecords(),
                            new Pipeline(new BatchFormats()),
                            this::champion,
                            Policy.evidence(budget, evidence.minimumRows()))
                    .run(verdict -> verdict.position() != null, again -> {
                        if (again.verdict() != null
                                && !Objects.equals(
                                        again.verdict(), again.recorded().verdict())) {
                            windows("verdict " + again.recorded().batchId() + " is "
                                    + again.recorded().verdict() + ", decided again it is " + again.verdict());
                        }
                    });
        } catch (RuntimeException unusable) {
            windows("the log cannot be decided again: " + unusable);
        }
    }

    private Champion champion(ChampionPointer pointer) {
        Bundle bundle =
                bundles.computeIfAbsent(pointer.model(), new ModelStore(evidence.store(), new BundleFiles())::load);
        return new Champion(
                bundle.model(),
                bundle.baseline(),
                DriftOptions.of(bundle.model().manifest().drift()),
                pointer.sequence());
    }
}
