package io.driftway.core.retrain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Holds the result of the gate.
 *
 * @param checks in the order in which they were made; where a model cannot be measured at all, the measuring checks are left out
 */
public record GateReport(List<GateCheck> checks) {

    public GateReport {
        checks = List.copyOf(checks);
    }

    /** Whether the challenger may become the champion. */
    public boolean passed() {
        return checks.stream().allMatch(GateCheck::passed);
    }

    /** Why not: the reasons of all checks that failed, empty when it passed. */
    public String reason() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(GateCheck::reason)
                .collect(Collectors.joining("; "));
    }

    /** Returns the check of this name; empty where it was not made. */
    public Optional<GateCheck> check(String name) {
        return checks.stream().filter(check -> check.name().equals(name)).findFirst();
    }
}
