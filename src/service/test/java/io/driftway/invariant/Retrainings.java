package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I4_ONE_RETRAINING;
import static io.driftway.invariant.Invariant.I5_NO_PHANTOM;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.Keys;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A verdict that asks gives one retraining: an episode, a Job for each of its runs, at most one promotion; and nothing comes from nothing. */
final class Retrainings {

    private final Evidence evidence;
    private final Map<String, JsonNode> verdicts;
    private final Map<String, JsonNode> episodes;
    private final Map<String, JsonNode> promotions;
    private final JsonNode champion;
    private final List<Violation> violations = new ArrayList<>();

    Retrainings(Evidence evidence) {
        this.evidence = evidence;
        Records records = new Records(evidence.store());
        this.verdicts = records.verdicts();
        this.episodes = records.episodes();
        this.promotions = records.promotions();
        this.champion = records.at(Keys.CHAMPION).orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    List<Violation> violations() {
        Map<String, Integer> jobsOfRun = new TreeMap<>();
        evidence.jobs().forEach(job -> {
            Map<String, String> said = said(job);
            jobsOfRun.merge(said.get("driftway.io/episode") + " run " + said.get("driftway.io/run"), 1, Integer::sum);
            isJustified(job, said);
        });
        jobsOfRun.forEach((run, jobs) -> {
            if (jobs > 1) {
                violations.add(I4_ONE_RETRAINING.violatedBy(jobs + " Jobs for episode " + run));
            }
        });
        episodes.forEach(this::isAskedFor);
        Map<String, Integer> promoted = new TreeMap<>();
        promotions.values().stream()
                .filter(p -> p.path("kind").asText().equals("retrain"))
                .forEach(promotion -> {
                    promoted.merge(promotion.path("episode").asText(), 1, Integer::sum);
                    isGated(promotion);
                });
        promoted.forEach((episode, times) -> {
            if (times > 1) {
                violations.add(
                        I4_ONE_RETRAINING.violatedBy("episode " + episode + " was promoted " + times + " times"));
            }
        });
        boolean asked = verdicts.values().stream()
                .anyMatch(v -> v.path("retrain").asBoolean() && isOf(v.path("champion"), champion));
        if (asked && episodes.isEmpty()) {
            violations.add(I4_ONE_RETRAINING.violatedBy(
                    "a verdict on the champion asks for retraining, and there is no episode"));
        }
        return violations;
    }

    private static Map<String, String> said(Job job) {
        Map<String, String> said = new HashMap<>();
        if (job.getMetadata().getLabels() != null) {
            said.putAll(job.getMetadata().getLabels());
        }
        if (job.getMetadata().getAnnotations() != null) {
            said.putAll(job.getMetadata().getAnnotations());
        }
        return said;
    }

    private void isJustified(Job job, Map<String, String> said) {
        String name = job.getMetadata().getName();
        JsonNode episode = episodes.get(said.get("driftway.io/episode"));
        if (episode == null) {
            violations.add(I5_NO_PHANTOM.violatedBy("Job " + name + " has no episode"));
        } else if (Integer.parseInt(said.getOrDefault("driftway.io/run", "0"))
                > episode.path("requests").size()) {
            violations.add(I5_NO_PHANTOM.violatedBy("Job " + name + " is of a run that nobody asked for"));
        }
    }

    private void isAskedFor(String id, JsonNode episode) {
        if (!episode.path("batch_id").isTextual()) {
            return;
        }
        JsonNode verdict = verdicts.get(episode.path("batch_id").asText());
        if (verdict == null) {
            violations.add(I5_NO_PHANTOM.violatedBy("episode " + id + " is of a batch without a verdict"));
        } else if (!verdict.path("retrain").asBoolean()
                || !verdict.path("champion").path("model").equals(episode.path("champion"))
                || !verdict.path("champion").path("reference").equals(episode.path("reference"))) {
            violations.add(I5_NO_PHANTOM.violatedBy("episode " + id + " is of a verdict that does not ask for it"));
        }
    }

    private void isGated(JsonNode promotion) {
        String which = "promotion " + promotion.path("sequence");
        JsonNode episode = episodes.get(promotion.path("episode").asText());
        if (episode == null) {
            violations.add(I5_NO_PHANTOM.violatedBy(which + " has no episode"));
            return;
        }
        if (!episode.path("state").asText().equals("promoted")
                || !episode.path("challenger").equals(promotion.path("model"))) {
            violations.add(I5_NO_PHANTOM.violatedBy(which + " is of an episode that is " + episode.path("state")
                    + " with challenger " + episode.path("challenger")));
        }
        List<JsonNode> checks = new ArrayList<>();
        episode.path("checks").forEach(checks::add);
        if (checks.isEmpty()
                || !checks.stream().allMatch(check -> check.path("passed").asBoolean())) {
            violations.add(I5_NO_PHANTOM.violatedBy(which + " did not pass the gate: " + checks.size() + " checks"));
        }
    }

    private static boolean isOf(JsonNode named, JsonNode champion) {
        return named.path("model").equals(champion.path("model"))
                && named.path("sequence").equals(champion.path("sequence"));
    }
}
