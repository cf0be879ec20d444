package io.driftway.invariant;

import java.util.List;
import java.util.stream.Stream;

/** Every invariant, over everything that a run has left behind. */
public final class Checker {

    private Checker() {}

    /** What does not hold; empty when all is well. */
    public static List<Violation> violations(Evidence evidence) {
        return Stream.of(
                        new Endings(evidence).violations(),
                        new Attempts(evidence).violations(),
                        new Recomputed(evidence).violations(),
                        new Decisions(evidence).violations(),
                        new Retrainings(evidence).violations(),
                        new Pointers(evidence).violations(),
                        new Exposition(evidence).violations(),
                        new Outputs(evidence).violations())
                .flatMap(List::stream)
                .toList();
    }
}
