package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A label selector: of {@code matchLabels} and {@code matchExpressions}, or a Service's plain map. Empty selects everything. */
record Selector(Map<String, String> labels, JsonNode expressions) {

    static Selector of(JsonNode selector) {
        return new Selector(Document.strings(selector.path("matchLabels")), selector.path("matchExpressions"));
    }

    static Selector ofMap(JsonNode labels) {
        return new Selector(Document.strings(labels), labels.path("matchExpressions"));
    }

    boolean isEmpty() {
        return labels.isEmpty() && expressions.isEmpty();
    }

    boolean selects(Map<String, String> candidate) {
        return candidate.entrySet().containsAll(labels.entrySet())
                && Document.each(expressions).allMatch(expression -> holds(expression, candidate));
    }

    private static boolean holds(JsonNode expression, Map<String, String> candidate) {
        String key = expression.path("key").asText();
        Set<String> values =
                Document.each(expression.path("values")).map(JsonNode::asText).collect(Collectors.toSet());
        return switch (expression.path("operator").asText()) {
            case "In" -> candidate.containsKey(key) && values.contains(candidate.get(key));
            case "NotIn" -> !candidate.containsKey(key) || !values.contains(candidate.get(key));
            case "Exists" -> candidate.containsKey(key);
            case "DoesNotExist" -> !candidate.containsKey(key);
            default -> throw new IllegalArgumentException("no such operator in " + expression);
        };
    }
}
