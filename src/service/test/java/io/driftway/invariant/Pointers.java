package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I6_SOUND_POINTER;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.Keys;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.format.bundle.BundleFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The champion is whole and its own, and the history of champions has neither holes nor forks. */
final class Pointers {

    private final Evidence evidence;
    private final Records records;
    private final List<Violation> violations = new ArrayList<>();

    Pointers(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
    }

    List<Violation> violations() {
        JsonNode champion = records.at(Keys.CHAMPION).orElse(null);
        List<JsonNode> history = List.copyOf(records.promotions().values());
        if (champion == null) {
            if (!history.isEmpty()) {
                violations.add(I6_SOUND_POINTER.violatedBy("there were champions and there is none"));
            }
            return violations;
        }
        if (history.isEmpty() || !history.getLast().equals(champion)) {
            violations.add(I6_SOUND_POINTER.violatedBy("the champion is not the newest promotion"));
        }
        Set<String> former = new HashSet<>();
        String before = "";
        for (int i = 0; i < history.size(); i++) {
            JsonNode promotion = history.get(i);
            String model = promotion.path("model").asText();
            follows(promotion, i + 1, before, former.contains(model));
            isWhole(promotion);
            former.add(model);
            before = model;
        }
        return violations;
    }

    private void follows(JsonNode promotion, int sequence, String before, boolean former) {
        if (promotion.path("sequence").asInt() != sequence) {
            violations.add(I6_SOUND_POINTER.violatedBy(
                    "promotion " + promotion.path("sequence") + " is where " + sequence + " belongs"));
        }
        JsonNode from = promotion.path("from").path("model");
        if (!from.isMissingNode() && !from.asText().equals(before)) {
            violations.add(
                    I6_SOUND_POINTER.violatedBy("promotion " + sequence + " is from a model that was not champion"));
        }
        String kind = promotion.path("kind").asText();
        if (former && !Set.of("rollback", "promote").contains(kind)) {
            violations.add(I6_SOUND_POINTER.violatedBy("promotion " + sequence + " goes back, by " + kind));
        }
    }

    private void isWhole(JsonNode promotion) {
        String model = promotion.path("model").asText();
        try {
            Bundle bundle = new ModelStore(evidence.store(), new BundleFiles()).load(model);
            Map<String, String> found = Map.of(
                    "model", bundle.model().id(),
                    "reference", bundle.baseline().referenceSha256(),
                    "schema", bundle.model().manifest().schema().sha256());
            found.forEach((what, sha256) -> {
                if (!promotion.path(what).asText().equals(sha256)) {
                    violations.add(I6_SOUND_POINTER.violatedBy("promotion " + promotion.path("sequence") + " names "
                            + what + " " + promotion.path(what) + ", the bundle holds " + sha256));
                }
            });
        } catch (RuntimeException broken) {
            violations.add(I6_SOUND_POINTER.violatedBy("model " + model + " is not whole: " + broken.getMessage()));
        }
    }
}
