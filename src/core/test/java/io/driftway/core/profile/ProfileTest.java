package io.driftway.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileTest {

    @Test
    void numbersAreCountedByValueWithoutMissingOnesAndInfinities() {
        NumericProfile profile = NumericProfile.of(new NumericColumn(
                "x",
                new double[] {2, Double.NaN, 0.0, -0.0, 2, Double.POSITIVE_INFINITY, -1, Double.NEGATIVE_INFINITY}));

        assertThat(profile).isEqualTo(new NumericProfile("x", new double[] {-1, 0, 2}, new long[] {1, 2, 2}, 1, 2));
        assertThat(profile.present()).isEqualTo(5);
        assertThat(profile.distinct()).isEqualTo(3);
    }

    @Test
    void labelsAreCountedByTextAndThoseWithoutARowLeftOut() {
        CategoricalProfile profile =
                CategoricalProfile.of(new CategoricalColumn("c", List.of("b", "none", "a"), new int[] {0, 2, -1, 0}));

        assertThat(profile).isEqualTo(new CategoricalProfile("c", new TreeMap<>(Map.of("a", 1L, "b", 2L)), 1));
    }

    @Test
    void onlyTheColumnsNamedAreSummarisedInTheirOrder() {
        Batch batch = batch(new Random(1), 10);

        assertThat(Profile.of(batch, List.of("c", "x")).columns())
                .extracting(ColumnProfile::name)
                .containsExactly("c", "x");
        assertThatThrownBy(() -> Profile.of(batch, List.of("y"))).hasMessage("b has no column y");
        assertThatThrownBy(() -> Profile.of(batch, List.of("id"))).hasMessageStartingWith("column id names rows");
    }

    @Test
    void mergedProfilesAreTheProfileOfAllRowsInAnyOrder() {
        Random random = new Random(2);
        Batch a = batch(random, 50);
        Batch b = batch(random, 300);
        Batch c = batch(random, 1);
        List<String> names = List.of("x", "c");
        Profile whole = Profile.of(concat(a, concat(b, c)), names);
        Profile pa = Profile.of(a, names);
        Profile pb = Profile.of(b, names);
        Profile pc = Profile.of(c, names);

        assertThat(pa.merge(pb).merge(pc)).isEqualTo(whole);
        assertThat(pc.merge(pb.merge(pa))).isEqualTo(whole);
        assertThat(pb.merge(pc).merge(pa)).isEqualTo(whole);
    }

    @Test
    void profilesOfOtherColumnsAreNotMerged() {
        Batch batch = batch(new Random(3), 5);
        Profile x = Profile.of(batch, List.of("x"));
        Profile c = Profile.of(batch, List.of("c"));
        Profile both = Profile.of(batch, List.of("x", "c"));

        assertThatThrownBy(() -> x.merge(c)).hasMessage("only one profile has a column x");
        assertThatThrownBy(() -> x.merge(both)).hasMessageContaining("1 and of 2 columns");
    }

    @Test
    void aCapKeepsTheMostFrequentAndCountsTheRestTogether() {
        CategoricalProfile profile =
                new CategoricalProfile("c", new TreeMap<>(Map.of("a", 1L, "b", 5L, "c", 2L, "d", 2L, "e", 1L)), 3);

        CategoricalProfile capped = profile.capped(2);

        assertThat(capped.counts()).isEqualTo(Map.of("b", 5L, "c", 2L, CategoricalProfile.OTHER, 4L));
        assertThat(capped.present()).isEqualTo(profile.present());
        assertThat(capped.missing()).isEqualTo(3);
        assertThat(profile.capped(5)).isEqualTo(profile);
        assertThat(capped.capped(1).counts()).isEqualTo(Map.of("b", 5L, CategoricalProfile.OTHER, 6L));
    }

    @Test
    void aCappedReferenceTellsHowTheCurrentIsCounted() {
        CategoricalProfile reference =
                new CategoricalProfile("c", new TreeMap<>(Map.of("a", 9L, CategoricalProfile.OTHER, 1L)), 0);
        CategoricalProfile current = new CategoricalProfile("c", new TreeMap<>(Map.of("a", 1L, "b", 2L, "z", 3L)), 0);

        assertThat(current.knownTo(reference).counts()).isEqualTo(Map.of("a", 1L, CategoricalProfile.OTHER, 5L));
        assertThat(reference.knownTo(current)).isEqualTo(reference);
    }

    private static Batch batch(Random random, int rows) {
        double[] values = random.doubles(rows)
                .map(v -> v < 0.1 ? Double.NaN : Math.floor(v * 20))
                .toArray();
        int[] codes = random.ints(rows, -1, 3).toArray();
        String[] ids = new String[rows];
        Arrays.fill(ids, "id");
        return new Batch(
                "b",
                List.of(
                        new IdColumn("id", ids),
                        new NumericColumn("x", values),
                        new CategoricalColumn("c", List.of("u", "v", "w"), codes)),
                rows);
    }

    private static Batch concat(Batch first, Batch second) {
        double[] values = concat(numbers(first), numbers(second));
        int[] left = codes(first);
        int[] right = codes(second);
        int[] codes = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, codes, left.length, right.length);
        return new Batch(
                "both",
                List.of(new NumericColumn("x", values), new CategoricalColumn("c", List.of("u", "v", "w"), codes)),
                codes.length);
    }

    private static double[] numbers(Batch batch) {
        return ((NumericColumn) batch.column("x").orElseThrow()).values();
    }

    private static int[] codes(Batch batch) {
        return ((CategoricalColumn) batch.column("c").orElseThrow()).codes();
    }

    private static double[] concat(double[] first, double[] second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
