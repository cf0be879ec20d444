package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static NumericProfile numbers(double... values) {
        long[] ones = new long[values.length];
        java.util.Arrays.fill(ones, 1);
        return NumericProfile.of("x", values, ones);
    }

    private static CategoricalProfile labels(Map<String, Long> counts) {
        return new CategoricalProfile("x", new TreeMap<>(counts), 0);
    }

    private static long sum(java.util.List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void fewNumbersHaveABinEach() {
        Distribution found = Distribution.of(numbers(1, 1, 2.5), numbers(2.5, 3));

        assertThat(found.bins()).containsExactly("1", "2.5", "3");
        assertThat(found.reference()).containsExactly(2L, 1L, 0L);
        assertThat(found.current()).containsExactly(0L, 1L, 1L);
    }

    @Test
    void manyNumbersAreCutIntoBinsThatHoldThemAll() {
        double[] some = IntStream.range(0, 1_000).asDoubleStream().toArray();
        double[] others = DoubleStream.iterate(500, x -> x + 0.5).limit(2_000).toArray();

        Distribution found = Distribution.of(numbers(some), numbers(others));

        assertThat(found.bins()).hasSize(Distribution.MOST);
        assertThat(sum(found.reference())).isEqualTo(1_000);
        assertThat(sum(found.current())).isEqualTo(2_000);
        assertThat(found.current().getFirst()).isZero();
        assertThat(found.reference().getLast()).isZero();
    }

    /** One value far out must not squeeze all others into one bin; it is counted in the last. */
    @Test
    void whatLiesFarOutIsInTheOutermostBins() {
        double[] some = IntStream.rangeClosed(0, 1_000).asDoubleStream().toArray();
        double[] withOutlier = some.clone();
        withOutlier[1_000] = 1e12;

        Distribution found = Distribution.of(numbers(some), numbers(withOutlier));

        assertThat(found.current()).filteredOn(count -> count > 20).hasSizeGreaterThan(20);
        assertThat(sum(found.current())).isEqualTo(1_001);
    }

    @Test
    void theCommonestCategoriesOfEitherSideAreKeptInTheOrderOfTheReference() {
        TreeMap<String, Long> many = new TreeMap<>();
        IntStream.range(0, 40).forEach(i -> many.put("c" + i, (long) (100 - i)));

        Distribution found = Distribution.of(labels(many), labels(Map.of("new", 10L, "c1", 5L)));

        assertThat(found.bins())
                .hasSize(Distribution.MOST_CATEGORIES + 1)
                .startsWith("c0", "c1", "c2")
                .contains("new")
                .endsWith("others");
        assertThat(sum(found.reference()))
                .isEqualTo(many.values().stream().mapToLong(Long::longValue).sum());
        assertThat(sum(found.current())).isEqualTo(15);
    }

    @Test
    void aReferencesOtherCategoriesAreAmongTheOthers() {
        Distribution found = Distribution.of(
                labels(Map.of("a", 3L, CategoricalProfile.OTHER, 2L)), labels(Map.of("a", 1L, "b", 1L)));

        assertThat(found.bins()).containsExactly("a", "b", "others");
        assertThat(found.reference()).containsExactly(3L, 0L, 2L);
    }

    @Test
    void aColumnWithoutValuesHasNoBins() {
        assertThat(Distribution.of(numbers(), numbers()).bins()).isEmpty();
        assertThat(Distribution.of(labels(Map.of()), labels(Map.of())).bins()).isEmpty();
    }

    @Test
    void aSideWithoutValuesCountsNothing() {
        Distribution found = Distribution.of(numbers(1, 2), numbers(Double.NaN));

        assertThat(found.bins()).containsExactly("1", "2");
        assertThat(found.current()).containsExactly(0L, 0L);
    }

    @Test
    void numbersAreWrittenAsTheFormatterWritesThemWithoutZerosAtTheEnd() {
        SplittableRandom random = new SplittableRandom(41);
        for (int i = 0; i < 20_000; i++) {
            double digits = random.nextInt(3) == 0 ? random.nextInt(2_000) : random.nextDouble() * 20_000 - 10_000;
            double value = digits * Math.pow(10, random.nextInt(40) - 20);

            assertThat(Distribution.number(value)).as("of %s", value).isEqualTo(formatted(value));
        }
    }

    private static String formatted(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? String.format(Locale.ROOT, "%d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value)
                        .replaceAll("(\\.\\d*?)0+($|e)", "$1$2")
                        .replaceAll("\\.($|e)", "$1");
    }
}
