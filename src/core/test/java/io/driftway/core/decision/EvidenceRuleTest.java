package io.driftway.core.decision;

import static io.driftway.core.decision.Samples.column;
import static io.driftway.core.decision.Samples.drawn;
import static io.driftway.core.decision.Samples.mapped;
import static io.driftway.core.decision.Samples.normal;
import static io.driftway.core.decision.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceRuleTest {

    private static final Budget DAILY = new Budget(1, 365, 1);
    private static final double[] NO_LABELS = {};

    private final SplittableRandom random = new SplittableRandom(61);

    private Profile rows(int rows, double factor) {
        return profile(
                column("x", mapped(normal(random, rows, 5), x -> x * factor)),
                column("c", drawn(random, rows, .5, .3, .2)));
    }

    private static double[] losses(double loss) {
        double[] losses = new double[200];
        Arrays.fill(losses, loss);
        return losses;
    }

    private record Shown(Profile rows, double[] losses) {}

    private Running<Shown> watch() {
        return watch(LabelRule.of(Loss.of(new double[] {0.1, 0.1}), DAILY));
    }

    private Running<Shown> watch(@Nullable LabelRule labels) {
        Profile reference = rows(3_000, 1);
        EvidenceRule rule = new EvidenceRule(
                reference, List.of(), null, Reference.of(reference), Associations.NONE, DAILY, labels, 30);
        return new Running<>(
                (shown, history) -> rule.decide(observed(shown.rows()), rule.labelled(history, shown.losses())),
                History.NONE,
                new Verdict.Stable(Windows.unseen("", 0)));
    }

    private static Observation observed(Profile rows) {
        return new Observation(
                "a batch", new DriftReport(3_000, rows.rows(), 0, List.of()), rows, List.of(), Delivery.UNKNOWN);
    }

    private static Running<Shown> step(Running<Shown> watch, Profile rows, double[] losses) {
        return watch.after(new Shown(rows, losses));
    }

    @Test
    void aSoundBatchWithoutDriftIsStable() {
        assertThat(step(watch(), rows(500, 1), losses(0.1)).verdict()).isInstanceOf(Verdict.Stable.class);
    }

    @Test
    void aBrokenBatchIsToldBeforeAllElseAndEntersNoWindow() {
        Running<Shown> watch = watch();
        for (int batch = 0; batch < 10; batch++) {
            Running<Shown> step = step(watch, rows(500, 1_000), losses(0.9));
            assertThat(step.verdict()).isInstanceOfSatisfying(Verdict.Broken.class, broken -> {
                assertThat(broken.faults()).first().satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.SCALE);
                    assertThat(fault.columns()).containsExactly("x");
                });
                assertThat(broken.why()).contains(Cause.FEED);
            });
            watch = step;
        }
        assertThat(step(watch(), rows(500, 1), NO_LABELS).verdict()).isInstanceOf(Verdict.Stable.class);
        // What labels said meanwhile is not lost.
        assertThat(step(watch, rows(500, 1), NO_LABELS).verdict())
                .isInstanceOfSatisfying(Verdict.Breach.class, breach -> assertThat(breach.cause())
                        .isEqualTo(Cause.CONCEPT));
    }

    @Test
    void labelsThatDisagreeAskWithoutAnyDrift() {
        Verdict verdict = step(watch(), rows(500, 1), losses(0.3)).verdict();
        assertThat(verdict.outcome()).isEqualTo("breach");
        assertThat(verdict.why()).contains(Cause.CONCEPT);
    }

    @Test
    void withoutTheLossOnHeldOutRowsLabelsDecideNothing() {
        Running<Shown> watch = watch(null);
        assertThat(step(watch, rows(500, 1), losses(1)).verdict()).isInstanceOf(Verdict.Stable.class);
    }

    @Test
    void tooFewRowsAreInconclusiveAndCountInWindows() {
        Running<Shown> watch = watch();
        Running<Shown> step = step(watch, rows(29, 1), NO_LABELS);
        assertThat(step.verdict())
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("too_few_rows"));
        assertThat(step(watch, rows(0, 1), NO_LABELS).verdict()).isInstanceOf(Verdict.Inconclusive.class);
        int warnings = 0;
        for (int batch = 0; batch < 16; batch++) {
            step = step(watch, rows(29, 1.1), NO_LABELS);
            warnings +=
                    step.verdict() instanceof Verdict.Stable || step.verdict() instanceof Verdict.Inconclusive ? 0 : 1;
            watch = step;
        }
        assertThat(warnings).isPositive();
    }
}
