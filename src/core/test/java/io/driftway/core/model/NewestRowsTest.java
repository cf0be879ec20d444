package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keeps a row that a model is judged by out of every model's training. */
class NewestRowsTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("x", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    private static Batch batch(String[] ids, double[] x, int[] labels) {
        return new Batch(
                "batch",
                List.of(
                        new IdColumn("id", ids),
                        new NumericColumn("x", x),
                        new CategoricalColumn("left", List.of("No", "Yes"), labels)),
                ids.length);
    }

    private static Batch newest(Batch... parts) {
        return NewestRows.take("all", new ArrayList<>(List.of(parts)), SCHEMA);
    }

    private static double[] x(Batch batch) {
        return ((NumericColumn) batch.column("x").orElseThrow()).values();
    }

    @Test
    void theNewestRowOfAnIdStandsAtItsOwnPlace() {
        Batch all = batch(new String[] {"a", "b", "a", "c"}, new double[] {1, 2, 3, 4}, new int[] {0, 1, 1, 0});
        assertThat(x(newest(all))).containsExactly(2, 3, 4);
    }

    @Test
    void theNewestRowOfAnIdStandsWhateverPartItIsIn() {
        Batch old = batch(new String[] {"a", "b", ""}, new double[] {1, 2, 3}, new int[] {0, 1, 1});
        Batch newer = batch(new String[] {"c", "a", ""}, new double[] {4, 5, 6}, new int[] {0, -1, 1});
        Batch newest = batch(new String[] {"c", "b"}, new double[] {7, 8}, new int[] {0, 1});
        assertThat(x(newest(old, newer, newest))).containsExactly(1, 3, 6, 7, 8);
    }

    @Test
    void categoriesOfAllPartsAreNumberedInTheOrderInWhichTheyCame() {
        Batch rows =
                newest(labelled(List.of("No", "Yes"), 1, 0), labelled(List.of("Yes", "Perhaps", "No"), 0, 1, 2, -1));
        CategoricalColumn left = (CategoricalColumn) rows.column("left").orElseThrow();
        assertThat(left.dictionary()).containsExactly("No", "Yes", "Perhaps");
        assertThat(left.codes()).containsExactly(1, 0, 1, 2, 0);
    }

    @Test
    void theListOfPartsIsEmptyAfterwards() {
        List<Batch> parts = new ArrayList<>(List.of(labelled(List.of("No"), 0), labelled(List.of("No"), 0)));
        NewestRows.take("all", parts, SCHEMA);
        assertThat(parts).isEmpty();
    }

    @Test
    void aPartThatLacksAColumnIsNamed() {
        Batch whole = batch(new String[] {"a"}, new double[] {1}, new int[] {0});
        assertThatThrownBy(() -> newest(whole, labelled(List.of("No"), 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels has no column id");
    }

    /** Rows without id and x. */
    private static Batch labelled(List<String> dictionary, int... codes) {
        return new Batch("labels", List.of(new CategoricalColumn("left", dictionary, codes)), codes.length);
    }

    @Test
    void aNewerRowWithoutALabelReplacesNothing() {
        Batch all = batch(new String[] {"a", "a"}, new double[] {1, 2}, new int[] {1, -1});
        assertThat(x(newest(all))).containsExactly(1);
    }

    @Test
    void rowsWithoutAnIdAreAllKept() {
        Batch all = batch(new String[] {"", "", "a"}, new double[] {1, 1, 2}, new int[] {0, 0, 1});
        assertThat(newest(all)).isSameAs(all);
    }

    /** Ids come again with other values, in other batches and another order, some batches fall out of the window: no side is ever left. */
    @Test
    void whatAChampionWasJudgedByIsNeverTrainedOnLaterAndTheOtherWayRound() {
        Random random = new Random(1);
        Batch original = someOf(0, 2_000, 2_000, random);
        Set<String> judgedFirst = ids(original, true);
        Set<String> judged = new HashSet<>(judgedFirst);
        Set<String> trained = ids(original, false);
        for (int round = 0; round < 5; round++) {
            Batch grown = newest(original, someOf(0, 3_000, 1_500, random), someOf(1_000, 3_000, 1_500, random));
            assertThat(ids(grown, false)).doesNotContainAnyElementsOf(judged);
            assertThat(ids(grown, true)).doesNotContainAnyElementsOf(trained);
            assertThat(ids(grown, true)).containsAll(judgedFirst);
            assertThat(new HashSet<>(all(grown))).hasSize(grown.rows());
            judged.addAll(ids(grown, true));
            trained.addAll(ids(grown, false));
        }
    }

    private static Batch someOf(int from, int to, int rows, Random random) {
        List<Integer> numbers = IntStream.range(from, to).boxed().collect(Collectors.toList());
        Collections.shuffle(numbers, random);
        return batch(
                numbers.stream().limit(rows).map(i -> "C" + i).toArray(String[]::new),
                random.doubles(rows).toArray(),
                random.ints(rows, 0, 2).toArray());
    }

    private static List<String> all(Batch batch) {
        return Arrays.asList(((IdColumn) batch.column("id").orElseThrow()).values());
    }

    private static Set<String> ids(Batch batch, boolean heldOut) {
        Holdout holdout = Holdout.of(batch, SCHEMA, row -> true);
        return Arrays.stream(heldOut ? holdout.heldOut() : holdout.training())
                .mapToObj(all(batch)::get)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
