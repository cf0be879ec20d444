package io.driftway.page;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a stored report, read as trees of JSON are: what an older release did not write is not there. */
record JsonPart(Map<?, ?> names) {

    static JsonPart of(@Nullable Object json) {
        return new JsonPart(json instanceof Map<?, ?> map ? map : Map.of());
    }

    boolean has(String name) {
        return names.get(name) != null;
    }

    JsonPart part(String name) {
        return of(names.get(name));
    }

    List<JsonPart> parts(String name) {
        return names.get(name) instanceof List<?> list
                ? list.stream().map(JsonPart::of).toList()
                : List.of();
    }

    String text(String name) {
        return names.get(name) instanceof String text ? text : "";
    }

    /** NaN where there is none. */
    double number(String name) {
        return names.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    long count(String name) {
        return names.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(names.get(name));
    }

    List<String> texts(String name) {
        return names.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Each count as a share of all; zeros where there is nothing. */
    List<Double> shares(String name) {
        List<Long> counts = names.get(name) instanceof List<?> list
                ? list.stream()
                        .map(count -> count instanceof Number number ? number.longValue() : 0L)
                        .toList()
                : List.of();
        double all = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
        return counts.stream().map(count -> count / all).toList();
    }
}
