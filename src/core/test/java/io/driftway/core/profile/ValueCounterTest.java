package io.driftway.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCounterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 5_000, 1 << 20})
    void countingOneByOneIsTheProfileOfAllCoarsenedBitForBit(int maxValues) {
        double[] values = values(new SplittableRandom(3), 30_000);
        ValueCounter counter = new ValueCounter(maxValues);

        Arrays.stream(values).forEach(counter::add);

        NumericProfile whole = NumericProfile.of(new NumericColumn("x", values)).atMost(maxValues);
        assertThat(counter.profile("x")).isEqualTo(whole);
        assertThat(whole.distinct() <= maxValues || whole.bits() == 1).isTrue();
    }

    @Test
    void theOrderOfTheRowsMakesNoDifference() {
        double[] values = values(new SplittableRandom(4), 20_000);
        ValueCounter forwards = new ValueCounter(300);
        ValueCounter backwards = new ValueCounter(300);
        for (int i = 0; i < values.length; i++) {
            forwards.add(values[i]);
            backwards.add(values[values.length - 1 - i]);
        }

        assertThat(forwards.profile("x")).isEqualTo(backwards.profile("x"));
    }

    @Test
    void partsCountedApartAndMergedAreTheWholeInAnySplit() {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = values(random, 20_000);
        NumericProfile whole = NumericProfile.of(new NumericColumn("x", values));
        for (int split : new int[] {0, 1, 700, 10_000, 19_999, 20_000}) {
            NumericProfile left = counted(Arrays.copyOfRange(values, 0, split), 300);
            NumericProfile right = counted(Arrays.copyOfRange(values, split, values.length), 300);
            ValueCounter both = new ValueCounter(300);
            both.add(right);
            both.add(left);

            assertThat(left.merge(right).atMost(300)).isEqualTo(whole.atMost(300));
            assertThat(both.profile("x")).isEqualTo(whole.atMost(300));
        }
    }

    /** 2^(1 - bits) is the largest part of a value that its cut off bits can be worth. */
    @Test
    void aCutValueIsTooNearToZeroByLessThanItSays() {
        double[] values = values(new SplittableRandom(6), 10_000);
        NumericProfile exact = NumericProfile.of(new NumericColumn("x", values));
        NumericProfile cut = exact.atMost(2_000);

        assertThat(cut.bits()).isLessThan(NumericProfile.EXACT);
        long[] left = cut.counts().clone();
        for (int i = 0, j = 0; i < exact.distinct(); i++) {
            for (long row = 0; row < exact.counts()[i]; row++) {
                while (left[j] == 0) {
                    j++;
                }
                left[j]--;
                double value = exact.values()[i];
                assertThat(Math.abs(value) - Math.abs(cut.values()[j]))
                        .isBetween(0.0, Math.max(Math.abs(value), Double.MIN_NORMAL) * Math.scalb(1.0, 1 - cut.bits()));
            }
        }
        assertThat(cut.present()).isEqualTo(exact.present());
        assertThat(cut.missing()).isEqualTo(exact.missing());
    }

    @Test
    void fewValuesOfManyRowsAreExact() {
        ValueCounter counter = new ValueCounter(10);
        for (int row = 0; row < 100_000; row++) {
            counter.add(row % 10 / 3.0);
        }

        assertThat(counter.profile("x").bits()).isEqualTo(NumericProfile.EXACT);
        assertThat(counter.profile("x").counts()).containsOnly(10_000);
    }

    private static NumericProfile counted(double[] values, int maxValues) {
        ValueCounter counter = new ValueCounter(maxValues);
        Arrays.stream(values).forEach(counter::add);
        return counter.profile("x");
    }

    /** Of both signs and all sizes, some of them often, some missing or infinite. */
    private static double[] values(SplittableRandom random, int rows) {
        return random.doubles(rows, -1, 1)
                .map(value -> switch (random.nextInt(12)) {
                    case 0 -> Double.NaN;
                    case 1 -> value < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                    case 2 -> Math.rint(value * 5);
                    case 3 -> -0.0;
                    case 4 -> Math.scalb(value, -1040);
                    case 5 -> Math.scalb(value, 900);
                    default -> value * 100;
                })
                .toArray();
    }
}
