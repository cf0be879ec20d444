package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.ledger.EndedBatch;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which batches somebody asks for, and in which order. A filter that is empty passes all.
 *
 * @param outcome the outcome
 * @param champion the model, or the beginning of its name
 * @param from the first day on which a batch ended, in UTC
 * @param to the last one
 * @param name a part of the name, in capitals or not
 * @param page from 1
 * @param size batches on a page
 */
record BatchQuery(
        String outcome,
        String champion,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        String name,
        Order sort,
        int page,
        int size) {

    static final List<String> OUTCOMES = List.of(
            "stable", "warning", "breach", "broken", "inconclusive", EndedBatch.QUARANTINED, EndedBatch.SUPERSEDED);

    static final int SIZE = 50;
    static final int LARGEST = 1_000;

    private static final int MOST_PAGES = 1_000_000;
    private static final int LONGEST = 1_024;

    /** What comes first. A batch without the figure comes last, and of two with the same the newer comes first. */
    enum Order {
        NEWEST("Newest first", batch -> 0),
        OLDEST("Oldest first", batch -> 0),
        MOST_ROWS("Most rows first", batch -> -rows(batch)),
        FEWEST_ROWS("Fewest rows first", Order::rows),
        MOST_DRIFT("Highest data_drift_value first", batch -> -batch.driftValue()),
        LEAST_DRIFT("Lowest data_drift_value first", EndedBatch::driftValue);

        private final String label;
        private final Comparator<EndedBatch> comparator;

        Order(String label, ToDoubleFunction<EndedBatch> first) {
            this.label = label;
            this.comparator = Comparator.comparingDouble(first);
        }

        private static double rows(EndedBatch batch) {
            return batch.judged() ? batch.rows() : Double.NaN;
        }

        String label() {
            return label;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** @param oldestFirst may be changed */
        List<EndedBatch> apply(List<EndedBatch> oldestFirst) {
            if (this == OLDEST) {
                return oldestFirst;
            }
            List<EndedBatch> newestFirst = oldestFirst.reversed();
            if (this == NEWEST) {
                return newestFirst;
            }
            // Stable: what has the same figure stays in the order of time.
            newestFirst.sort(comparator);
            return newestFirst;
        }
    }

    /**
     * Reads the parameters of an address. Those that it does not know are passed over.
     *
     * @throws IllegalArgumentException if a value cannot be understood; its message names parameter, value and remedy
     */
    static BatchQuery of(Map<String, String> parameters) {
        String outcome = text(parameters, "outcome");
        if (!outcome.isEmpty() && !OUTCOMES.contains(outcome)) {
            throw new IllegalArgumentException("outcome=" + Shown.cut(outcome, 40) + " is none. Write one of "
                    + String.join(", ", OUTCOMES) + ", or leave it out.");
        }
        LocalDate from = day(parameters, "from");
        LocalDate to = day(parameters, "to");
        if (from != null && to != null && to.isBefore(from)) {
            throw new IllegalArgumentException("to=" + to + " is before from=" + from + ". Exchange the two days.");
        }
        return new BatchQuery(
                outcome,
                text(parameters, "champion"),
                from,
                to,
                text(parameters, "name"),
                order(text(parameters, "sort")),
                number(parameters, "page", 1, MOST_PAGES),
                number(parameters, "size", SIZE, LARGEST));
    }

    private static String text(Map<String, String> parameters, String name) {
        String text = parameters.getOrDefault(name, "").strip();
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    name + " has " + text.length() + " characters. Write at most " + LONGEST + ".");
        }
        return text;
    }

    private static @Nullable LocalDate day(Map<String, String> parameters, String name) {
        String text = text(parameters, name);
        try {
            return text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeParseException none) {
            throw new IllegalArgumentException(
                    name + "=" + Shown.cut(text, 40) + " is no day. Write it as 2026-11-29, or leave it out.", none);
        }
    }

    private static Order order(String code) {
        for (Order order : Order.values()) {
            if (order.code().equals(code)) {
                return order;
            }
        }
        if (code.isEmpty()) {
            return Order.NEWEST;
        }
        throw new IllegalArgumentException("sort=" + Shown.cut(code, 40) + " is no order. Write one of "
                + String.join(
                        ", ", List.of(Order.values()).stream().map(Order::code).toList())
                + ", or leave it out.");
    }

    private static int number(Map<String, String> parameters, String name, int otherwise, int largest) {
        String text = text(parameters, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > largest) {
            throw new IllegalArgumentException(name + "=" + Shown.cut(text, 40)
                    + " is not possible. Write a number from 1 to " + largest + ", or leave it out.");
        }
        return number;
    }

    boolean filters() {
        return !outcome.isEmpty() || !champion.isEmpty() || from != null || to != null || !name.isEmpty();
    }

    /** Returns those that are asked for, in the order that is asked for, of all pages. */
    List<EndedBatch> matching(List<EndedBatch> oldestFirst) {
        Predicate<EndedBatch> passes = batch -> true;
        if (!outcome.isEmpty()) {
            passes = passes.and(batch -> batch.outcome().equals(outcome));
        }
        if (!champion.isEmpty()) {
            passes = passes.and(batch -> batch.model().startsWith(champion));
        }
        if (from != null) {
            Instant begin = from.atStartOfDay(ZoneOffset.UTC).toInstant();
            passes = passes.and(batch -> !batch.endedAt().isBefore(begin));
        }
        if (to != null) {
            Instant end = to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            passes = passes.and(batch -> batch.endedAt().isBefore(end));
        }
        if (!name.isEmpty()) {
            String part = name.toLowerCase(Locale.ROOT);
            passes = passes.and(batch -> batch.name().toLowerCase(Locale.ROOT).contains(part));
        }
        List<EndedBatch> found = new ArrayList<>();
        for (EndedBatch batch : oldestFirst) {
            if (passes.test(batch)) {
                found.add(batch);
            }
        }
        return sort.apply(found);
    }

    /** Returns what is on the page; empty beyond the last. */
    List<EndedBatch> onPage(List<EndedBatch> matching) {
        long from = Math.min(matching.size(), (page - 1L) * size);
        return matching.subList((int) from, (int) Math.min(matching.size(), from + size));
    }

    int pages(int matching) {
        return Math.max(1, (matching + size - 1) / size);
    }

    /** The address of the same question for another page or order. */
    String address(Order other, int number) {
        StringBuilder address = new StringBuilder("/batches");
        put(address, "outcome", outcome);
        put(address, "champion", champion);
        put(address, "from", from == null ? "" : from.toString());
        put(address, "to", to == null ? "" : to.toString());
        put(address, "name", name);
        put(address, "sort", other == Order.NEWEST ? "" : other.code());
        put(address, "size", size == SIZE ? "" : String.valueOf(size));
        put(address, "page", number == 1 ? "" : String.valueOf(number));
        return address.toString();
    }

    private static void put(StringBuilder address, String name, String value) {
        if (!value.isEmpty()) {
            address.append(address.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, UTF_8));
        }
    }
}
