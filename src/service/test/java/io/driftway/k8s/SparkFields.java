package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of a SparkApplication of Kubeflow's Spark operator, {@code v1beta2} of its release 2, that our manifest may use, with their types. */
final class SparkFields {

    private enum Type {
        TEXT,
        NUMBER,
        TEXTS,
        OBJECT,
        LIST
    }

    private static final Map<String, Type> SPEC = Map.ofEntries(
            Map.entry("type", Type.TEXT),
            Map.entry("mode", Type.TEXT),
            Map.entry("sparkVersion", Type.TEXT),
            Map.entry("image", Type.TEXT),
            Map.entry("imagePullPolicy", Type.TEXT),
            Map.entry("mainClass", Type.TEXT),
            Map.entry("mainApplicationFile", Type.TEXT),
            Map.entry("arguments", Type.LIST),
            Map.entry("sparkConf", Type.TEXTS),
            Map.entry("restartPolicy", Type.OBJECT),
            Map.entry("timeToLiveSeconds", Type.NUMBER),
            Map.entry("driver", Type.OBJECT),
            Map.entry("executor", Type.OBJECT));

    private static final Map<String, Type> RESTART = Map.of(
            "type", Type.TEXT,
            "onFailureRetries", Type.NUMBER,
            "onFailureRetryInterval", Type.NUMBER,
            "onSubmissionFailureRetries", Type.NUMBER,
            "onSubmissionFailureRetryInterval", Type.NUMBER);

    private static final Map<String, Type> POD = Map.of(
            "cores", Type.NUMBER,
            "coreLimit", Type.TEXT,
            "memory", Type.TEXT,
            "serviceAccount", Type.TEXT,
            "labels", Type.TEXTS,
            "env", Type.LIST,
            "envFrom", Type.LIST,
            "podSecurityContext", Type.OBJECT,
            "securityContext", Type.OBJECT,
            "instances", Type.NUMBER);

    private final Document document;
    private final List<String> faults = new ArrayList<>();

    private SparkFields(Document document) {
        this.document = document;
    }

    /** What is wrong with a SparkApplication, a line each. */
    static List<String> faults(Document document) {
        SparkFields fields = new SparkFields(document);
        fields.look();
        return fields.faults;
    }

    private void look() {
        if (!document.at("/apiVersion").asText().equals("sparkoperator.k8s.io/v1beta2")
                || !document.kind().equals("SparkApplication")) {
            faults.add(document + " is no SparkApplication of sparkoperator.k8s.io/v1beta2");
        }
        only("/spec", SPEC);
        only("/spec/restartPolicy", RESTART);
        only("/spec/driver", POD);
        only("/spec/executor", POD);
        for (String required : List.of("type", "sparkVersion", "mainApplicationFile", "driver", "executor")) {
            if (!document.at("/spec").has(required)) {
                faults.add(document + " has no spec." + required);
            }
        }
        oneOf("/spec/type", Set.of("Java", "Python", "Scala", "R"));
        oneOf("/spec/mode", Set.of("cluster", "client"));
        oneOf("/spec/restartPolicy/type", Set.of("Never", "Always", "OnFailure"));
    }

    private void only(String place, Map<String, Type> known) {
        document.at(place).fields().forEachRemaining(field -> {
            Type type = known.get(field.getKey());
            if (type == null || !is(field.getValue(), type)) {
                faults.add(document + " " + place + "/" + field.getKey()
                        + (type == null ? " is no field of it" : " is not of the type " + type));
            }
        });
    }

    private static boolean is(JsonNode value, Type type) {
        return switch (type) {
            case TEXT -> value.isTextual();
            case NUMBER -> value.isInt();
            case OBJECT -> value.isObject();
            case LIST -> value.isArray();
            case TEXTS -> {
                List<JsonNode> values = new ArrayList<>();
                value.elements().forEachRemaining(values::add);
                yield value.isObject() && values.stream().allMatch(JsonNode::isTextual);
            }
        };
    }

    private void oneOf(String place, Set<String> known) {
        if (!known.contains(document.at(place).asText())) {
            faults.add(document + " " + place + " is none of " + known);
        }
    }
}
