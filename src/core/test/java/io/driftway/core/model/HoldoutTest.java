package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldoutTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("x", ColumnType.NUM, Role.FEATURE, List.of())),
            null);

    @Test
    void aFifthOfTheRowsIsHeldOut() {
        Holdout holdout = Holdout.of(batch(0, 10_000, true), SCHEMA, row -> true);
        // Binomial(10000, 0.2) has a standard deviation of 40.
        assertThat(holdout.heldOut().length).isBetween(1_840, 2_160);
        assertThat(holdout.training().length + holdout.heldOut().length).isEqualTo(10_000);
    }

    @Test
    void aRowStaysWhereItIsWhenTheDataGrowsAndMoves() {
        Batch few = batch(500, 1_000, true);
        Batch many = batch(0, 5_000, true);
        Set<String> heldOutOfMany =
                ids(many, Holdout.of(many, SCHEMA, row -> true).heldOut());
        assertThat(heldOutOfMany)
                .containsAll(ids(few, Holdout.of(few, SCHEMA, row -> true).heldOut()));
        assertThat(heldOutOfMany)
                .doesNotContainAnyElementsOf(
                        ids(few, Holdout.of(few, SCHEMA, row -> true).training()));
    }

    /** The split is part of the contract: another one would judge old models by rows they were trained on. Figures from an independent version in Python. */
    @Test
    void theSplitIsTheSameInEveryVersion() {
        assertThat(Holdout.of(batch(0, 40, true), SCHEMA, row -> true).heldOut())
                .containsExactly(4, 12, 14, 20, 28, 31);
        assertThat(Holdout.of(batch(0, 40, false), SCHEMA, row -> true).heldOut())
                .containsExactly(3, 7, 12, 13, 14, 17, 18, 20, 32, 34);
    }

    @Test
    void withoutIdEqualRowsAreSplitTooAndStayWhereTheyAreWhenRowsAreAdded() {
        int[] few = Holdout.of(twoKinds(1_000), SCHEMA, row -> true).heldOut();
        int[] many = Holdout.of(twoKinds(2_000), SCHEMA, row -> true).heldOut();
        // Binomial(1000, 0.2) has a standard deviation of 13.
        assertThat(few.length).isBetween(150, 250);
        assertThat(many).startsWith(few);
    }

    @Test
    void aRowThatCannotBeUsedIsInNeitherPart() {
        Holdout holdout = Holdout.of(batch(0, 100, true), SCHEMA, row -> row % 2 == 0);
        assertThat(IntStream.concat(Arrays.stream(holdout.training()), Arrays.stream(holdout.heldOut())))
                .hasSize(50)
                .allMatch(row -> row % 2 == 0);
    }

    private static Set<String> ids(Batch batch, int[] rows) {
        String[] ids = ((IdColumn) batch.column("id").orElseThrow()).values();
        return Arrays.stream(rows).mapToObj(row -> ids[row]).collect(Collectors.toSet());
    }

    private static Batch batch(int from, int rows, boolean named) {
        String[] ids = IntStream.range(from, from + rows)
                .mapToObj(i -> named ? "C" + i : "")
                .toArray(String[]::new);
        double[] x = IntStream.range(from, from + rows).mapToDouble(i -> i).toArray();
        return new Batch("batch", List.of(new IdColumn("id", ids), new NumericColumn("x", x)), rows);
    }

    private static Batch twoKinds(int rows) {
        double[] x = IntStream.range(0, rows).mapToDouble(i -> i % 2).toArray();
        return new Batch("two kinds", List.of(new NumericColumn("x", x)), rows);
    }
}
