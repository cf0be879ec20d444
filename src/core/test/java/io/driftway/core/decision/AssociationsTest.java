package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssociationsTest {

    private static final List<String> COLUMNS = List.of("tenure", "paid", "plan", "shoe");
    private static final int ROWS = 4_000;

    private final Batch known = rows(1, tenure -> 1);
    private final Profile profile = Profile.of(known, COLUMNS);
    private final Associations associations = Associations.of(known, profile);
    private final Reference reference = Reference.of(profile);

    /** Customers: what they paid and their plan go with their tenure, of which some is missing, and the size of their shoes goes with nothing. */
    private static Batch rows(long seed, DoubleUnaryOperator weight) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] tenure = new double[ROWS];
        double[] paid = new double[ROWS];
        double[] shoe = new double[ROWS];
        int[] plan = new int[ROWS];
        for (int row = 0; row < ROWS; ) {
            double t = random.nextDouble();
            if (random.nextDouble() < weight.applyAsDouble(t)) {
                tenure[row] = random.nextDouble() < 0.05 ? Double.NaN : t;
                paid[row] = t * (0.5 + random.nextDouble());
                plan[row] = random.nextDouble() < t ? 1 : random.nextInt(12);
                shoe[row] = random.nextDouble();
                row++;
            }
        }
        List<String> plans =
                IntStream.range(0, 12).mapToObj(number -> "plan " + number).toList();
        return new Batch(
                "rows",
                List.of(
                        new NumericColumn("tenure", tenure),
                        new NumericColumn("paid", paid),
                        new CategoricalColumn("plan", plans, plan),
                        new NumericColumn("shoe", shoe)),
                ROWS);
    }

    private static Batch plus(Batch rows, String column, double added) {
        return new Batch(
                rows.name(),
                rows.columns().stream()
                        .map(known -> known instanceof NumericColumn(var name, double[] values) && name.equals(column)
                                ? new NumericColumn(
                                        name,
                                        Arrays.stream(values)
                                                .map(x -> x + added)
                                                .toArray())
                                : known)
                        .toList(),
                rows.rows());
    }

    private Optional<String> selector(Batch rows, String... moved) {
        BatchCounts counts = reference.count(Profile.of(rows, COLUMNS), List.of());
        return associations.selector(
                reference, counts, Arrays.stream(moved).map(reference::place).toList());
    }

    @Test
    void othersWhoComeAreToldByTheColumnThatTheOthersGoWith() {
        assertThat(selector(rows(2, tenure -> tenure), "tenure", "paid", "plan"))
                .contains("tenure");
        assertThat(selector(rows(3, tenure -> 1 - 0.8 * tenure), "tenure", "paid", "plan"))
                .contains("tenure");
    }

    @Test
    void aColumnThatMovesByItselfSaysSomethingElse() {
        assertThat(selector(plus(rows(2, tenure -> 1), "tenure", 0.2), "tenure"))
                .isEmpty();
        assertThat(selector(plus(rows(2, tenure -> tenure), "paid", -0.3), "tenure", "paid", "plan"))
                .isEmpty();
    }

    @Test
    void aColumnThatGoesWithNoOtherLeavesItOpen() {
        assertThat(selector(plus(rows(2, tenure -> 1), "shoe", 0.1), "shoe")).isEmpty();
    }

    @Test
    void rowsOfAKindThatTheReferenceHardlyHasAreNoneThatItKnows() {
        assertThat(selector(rows(2, tenure -> tenure > 0.85 ? 1 : 0.02), "tenure", "paid", "plan"))
                .isEmpty();
    }

    @Test
    void withoutCountsNothingIsKnown() {
        BatchCounts counts = reference.count(Profile.of(rows(2, tenure -> tenure), COLUMNS), List.of());
        assertThat(Associations.NONE.selector(reference, counts, List.of(0, 1))).isEmpty();
    }

    @Test
    void theCellOfEachRowIsTheOneThatItsProfileCountsItIn() {
        Batch batch = plus(rows(5, tenure -> tenure), "shoe", 0.05);
        for (ReferenceColumn column : reference.columns()) {
            ColumnCounts counts = column.count(
                    Profile.of(batch, List.of(column.name())).columns().getFirst());
            long[] cells = new long[counts.cells().length];
            long missing = 0;
            for (int cell : column.cells(batch.column(column.name()).orElseThrow())) {
                if (cell < 0) {
                    missing++;
                } else {
                    cells[cell]++;
                }
            }
            assertThat(new ColumnCounts(cells, missing)).as(column.name()).isEqualTo(counts);
        }
    }

    @Test
    void tablesOfAnotherReferenceAreRefused() {
        associations.requireFit(profile);
        Profile other = Profile.of(known.select(IntStream.range(0, 100).toArray()), COLUMNS);
        assertThatThrownBy(() -> associations.requireFit(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the rows by cell of each two columns are not those of the reference");
    }
}
