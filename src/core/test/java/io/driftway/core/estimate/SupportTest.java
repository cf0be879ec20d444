package io.driftway.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SupportTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("fee", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "full", "rare"))),
            null);

    private static double outside(Map<String, Long> plans, long missing, double[] fee, int... plan) {
        Profile reference = new Profile(
                10,
                List.of(
                        new NumericProfile("fee", new double[] {10, 20}, new long[] {5, 5}, missing, 0),
                        new CategoricalProfile("plan", new TreeMap<>(plans), missing)));
        Batch batch = new Batch(
                "batch",
                List.of(
                        new NumericColumn("fee", fee),
                        new CategoricalColumn("plan", List.of("basic", "rare", "new"), plan)),
                fee.length);
        return fee.length == 0 ? 0 : (double) Support.outside(batch, SCHEMA, reference) / fee.length;
    }

    private static final Map<String, Long> KNOWN = Map.of("basic", 5L, "full", 5L);

    @Test
    void aNumberBeyondTheRangeIsOutsideAndItsEndsAreNot() {
        assertThat(outside(KNOWN, 0, new double[] {10, 20, 9.99, 20.01}, 0, 0, 0, 0))
                .isEqualTo(0.5);
        assertThat(outside(KNOWN, 0, new double[] {15, Double.POSITIVE_INFINITY}, 0, 0))
                .isEqualTo(0.5);
    }

    @Test
    void anUnseenCategoryIsOutside() {
        assertThat(outside(KNOWN, 0, new double[] {15, 15, 15, 15}, 0, 1, 2, 0)).isEqualTo(0.5);
    }

    @Test
    void aCategoryOfTheSchemaIsInsideWhereTheReferenceFoldedRareOnes() {
        assertThat(outside(
                        Map.of("basic", 5L, CategoricalProfile.OTHER, 5L),
                        0,
                        new double[] {15, 15, 15, 15},
                        0,
                        1,
                        2,
                        0))
                .isEqualTo(0.25);
    }

    @Test
    void aMissingValueIsOutsideWhereTheReferenceMissesNone() {
        assertThat(outside(KNOWN, 0, new double[] {15, Double.NaN}, 0, 0)).isEqualTo(0.5);
        assertThat(outside(KNOWN, 0, new double[] {15, 15}, 0, -1)).isEqualTo(0.5);
        assertThat(outside(KNOWN, 1, new double[] {15, Double.NaN}, 0, -1)).isZero();
    }

    @Test
    void aRowThatIsOutsideTwiceCountsOnceAndNoRowsAreNotOutside() {
        assertThat(outside(KNOWN, 0, new double[] {15, 99}, 0, 2)).isEqualTo(0.5);
        assertThat(outside(KNOWN, 0, new double[] {})).isZero();
    }
}
