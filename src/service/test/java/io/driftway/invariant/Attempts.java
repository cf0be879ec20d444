package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I8_POISON_STOPS;

import io.driftway.core.ledger.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Each batch was begun at most so often, and each time was counted before the blob was opened. */
final class Attempts {

    private static final Pattern KEY =
            Pattern.compile("ledger/(?:hours/[^/]+/)?([0-9a-f]{64})/(attempt|released|charged)-(\\d+)");

    private final Evidence evidence;
    private final Records records;
    private final List<Violation> violations = new ArrayList<>();

    Attempts(Evidence evidence) {
        this.evidence = evidence;
        this.records = new Records(evidence.store());
    }

    List<Violation> violations() {
        Map<String, TreeSet<Integer>> begun = new TreeMap<>();
        Map<String, TreeSet<Integer>> released = new TreeMap<>();
        Map<String, TreeSet<Integer>> charged = new TreeMap<>();
        for (String key : records.keys("ledger/")) {
            if (key.endsWith("/ended")) {
                continue;
            }
            Matcher matcher = KEY.matcher(key);
            if (!matcher.matches()) {
                violations.add(I8_POISON_STOPS.violatedBy(key + " is no attempt"));
                continue;
            }
            (switch (matcher.group(2)) {
                        case "attempt" -> begun;
                        case "released" -> released;
                        default -> charged;
                    })
                    .computeIfAbsent(matcher.group(1), id -> new TreeSet<>())
                    .add(Integer.parseInt(matcher.group(3)));
        }
        begun.forEach((id, numbers) -> counted(id, numbers, of(id, released), of(id, charged)));
        Stream.concat(released.keySet().stream(), charged.keySet().stream())
                .filter(id -> !begun.containsKey(id))
                .forEach(id -> violations.add(
                        I8_POISON_STOPS.violatedBy("batch " + id + " was released or charged, never begun")));
        records.verdicts().keySet().stream()
                .filter(id -> !begun.containsKey(id))
                .forEach(id -> violations.add(I8_POISON_STOPS.violatedBy("verdict " + id + " of a batch never begun")));
        evidence.opened().forEach((id, times) -> {
            int recorded = begun.getOrDefault(id, new TreeSet<>()).size();
            if (times > recorded) {
                violations.add(I8_POISON_STOPS.violatedBy(
                        "batch " + id + " was opened " + times + " times and begun " + recorded + " times"));
            }
        });
        records.under(Keys.QUARANTINE).forEach((id, record) -> {
            if (record.path("reason").asText().equals("attempts_exhausted")
                    && failures(of(id, released), of(id, charged)) < Evidence.ATTEMPTS
                    && deaths(of(id, begun), of(id, released), of(id, charged)) < Evidence.DEATHS) {
                violations.add(I8_POISON_STOPS.violatedBy("batch " + id + " was given up too early"));
            }
        });
        return violations;
    }

    private static TreeSet<Integer> of(String id, Map<String, TreeSet<Integer>> numbers) {
        return numbers.getOrDefault(id, new TreeSet<>());
    }

    private static int failures(TreeSet<Integer> released, TreeSet<Integer> charged) {
        TreeSet<Integer> failures = new TreeSet<>(charged);
        failures.removeAll(released);
        return failures.size();
    }

    /** Of which nothing is known but that they were begun; the one that ended its batch is among them. */
    private static int deaths(TreeSet<Integer> begun, TreeSet<Integer> released, TreeSet<Integer> charged) {
        TreeSet<Integer> deaths = new TreeSet<>(begun);
        deaths.removeAll(released);
        deaths.removeAll(charged);
        return deaths.size();
    }

    private void counted(String id, TreeSet<Integer> numbers, TreeSet<Integer> released, TreeSet<Integer> charged) {
        if (numbers.last() != numbers.size() || numbers.first() != 1) {
            violations.add(I8_POISON_STOPS.violatedBy("batch " + id + " has attempts " + numbers));
        }
        if (!numbers.containsAll(released) || !numbers.containsAll(charged)) {
            violations.add(I8_POISON_STOPS.violatedBy(
                    "batch " + id + " has attempts " + numbers + ", released " + released + " and charged " + charged));
        }
        if (failures(released, charged) > Evidence.ATTEMPTS || deaths(numbers, released, charged) > Evidence.DEATHS) {
            violations.add(I8_POISON_STOPS.violatedBy("batch " + id + " was begun " + numbers.size() + " times, "
                    + released.size() + " of them released and " + charged.size() + " charged"));
        }
    }
}
