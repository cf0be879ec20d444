package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.model.Attribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributionDriftTest {

    private static final List<Attribution> REFERENCE =
            List.of(one("sat", 0.7, 0.7, 1), one("gpa", 0.5, 0.5, 1), one("rank", 0.05, 0.05, 1));

    @Test
    void theGainOfAReversedOrderIsThatOfThePublishedExample() {
        // SageMaker Clarify's college admissions: training .70, .50, .05; live .10, .20, .70
        AttributionDrift drift = AttributionDrift.of(
                -1, REFERENCE, List.of(one("sat", 0.1, 0.1, 1), one("gpa", 0.2, 0.2, 1), one("rank", 0.7, 0.7, 1)));

        // python3: (.05 + .5 / log2(3) + .7 / 2) / (.7 + .5 / log2(3) + .05 / 2)
        assertThat(drift.gain()).isCloseTo(0.6876396241, within(1e-9));
        assertThat(drift.drifted()).isTrue();
    }

    @Test
    void theSameOrderHasAGainOfOne() {
        AttributionDrift drift = AttributionDrift.of(
                -1, REFERENCE, List.of(one("sat", 3, 3, 1), one("gpa", 0.2, 0.2, 1), one("rank", 0.1, 0.1, 1)));

        assertThat(drift.gain()).isEqualTo(1);
        assertThat(drift.drifted()).isFalse();
    }

    @Test
    void theFarthestMoveIsFirstAndAllAddUp() {
        AttributionDrift drift = AttributionDrift.of(
                -1, REFERENCE, List.of(one("sat", 0.6, 0.7, 1), one("gpa", 0.9, 0.9, 1), one("rank", 0.05, 0.05, 1)));

        assertThat(drift.features())
                .extracting(feature -> feature.move().feature())
                .containsExactly("gpa", "sat", "rank");
        assertThat(drift.move()).isCloseTo(0.3, within(1e-12));
        assertThat(drift.referenceMargin()).isCloseTo(-1 + 0.7 + 0.5 + 0.05, within(1e-12));
        assertThat(drift.currentMargin()).isCloseTo(-1 + 0.6 + 0.9 + 0.05, within(1e-12));
    }

    @Test
    void pValuesAreAdjustedForTheNumberOfFeatures() {
        AttributionDrift drift = AttributionDrift.of(
                -1, REFERENCE, List.of(one("sat", 1.1, 1.1, 1), one("gpa", 0.8, 0.8, 1), one("rank", 0.05, 0.05, 1)));

        // scipy.stats.norm.sf(.4 / sqrt(1 / 50)) * 2 * 3 and norm.sf(.3 / sqrt(1 / 50)) * 2 * 2 (scipy 1.10.1)
        assertThat(drift.features().get(0).pValue()).isCloseTo(0.0140332049, within(1e-9));
        assertThat(drift.features().get(0).moved()).isTrue();
        assertThat(drift.features().get(1).pValue()).isCloseTo(0.0677897070, within(1e-9));
        assertThat(drift.features().get(1).moved()).isFalse();
        assertThat(drift.features().get(2).pValue()).isEqualTo(1);
    }

    @Test
    void aMoveWithoutAnySpreadIsCertain() {
        AttributionDrift drift =
                AttributionDrift.of(-1, List.of(one("plan", 0.2, 0.2, 0)), List.of(one("plan", 0.3, 0.3, 0)));

        assertThat(drift.features().getFirst().pValue()).isZero();
    }

    @Test
    void fewerThanThirtyRowsTellNoMove() {
        AttributionDrift drift = AttributionDrift.of(
                -1, List.of(one("plan", 0.2, 0.2, 1)), List.of(new Attribution("plan", 29, 9, 9, 1)));

        assertThat(drift.features().getFirst().pValue()).isNull();
        assertThat(drift.features().getFirst().moved()).isFalse();
    }

    @Test
    void aModelThatAttributesNothingHasNoGain() {
        AttributionDrift drift = AttributionDrift.of(-1, List.of(one("plan", 0, 0, 0)), List.of(one("plan", 0, 0, 0)));

        assertThat(drift.gain()).isNull();
        assertThat(drift.drifted()).isFalse();
        assertThat(drift.features().getFirst().pValue()).isEqualTo(1);
    }

    @Test
    void noRowsHaveNoGain() {
        assertThat(AttributionDrift.of(-1, REFERENCE.subList(0, 1), List.of(new Attribution("sat", 0, 0, 0, 0)))
                        .gain())
                .isNull();
    }

    private static Attribution one(String feature, double mean, double magnitude, double variance) {
        return new Attribution(feature, 100, mean, magnitude, variance);
    }
}
