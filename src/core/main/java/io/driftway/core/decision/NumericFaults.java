package io.driftway.core.decision;

import io.driftway.core.drift.DriftMethod;
import io.driftway.core.profile.NumericProfile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Finds faults in the values of a column of numbers: one value throughout, another unit, a lost decimal point, values far beyond the range.
 *
 * <p>The range is that of the values other than the number that more than half of the reference's values are equal to, where there is one. The scale
 * leaves this number out only where it is 0, which is 0 in any unit.
 */
final class NumericFaults {

    /** Smaller ratios are also what a real shift of a skewed column looks like. */
    private static final double MIN_RATIO = 5;

    /** Level at which a column that is changed back has lost the shape of the reference. */
    private static final double SHAPE_KEPT = 0.001;

    /** Bits of a significand that survive a multiplication and a division. */
    private static final int SURE_BITS = 40;

    private final NumericProfile reference;
    /** Without the mode. */
    private final NumericProfile known;
    /** Without a mode of 0. */
    private final NumericProfile sized;

    private final double mode;
    private final double level;

    /**
     * Makes the checks of a column.
     *
     * @param reference with at least one value
     * @param level probability with which each of three tests may find a fault in a sound batch
     */
    NumericFaults(NumericProfile reference, double level) {
        this.reference = reference;
        this.level = level;
        mode = mode(reference);
        known = without(mode, reference);
        sized = mode == 0 ? known : reference;
    }

    private static double mode(NumericProfile column) {
        long present = column.present();
        for (int i = 0; i < column.distinct(); i++) {
            if (2 * column.counts()[i] > present) {
                return column.values()[i];
            }
        }
        return Double.NaN;
    }

    /** Returns the column without a value; the column itself where it does not have that. */
    private static NumericProfile without(double value, NumericProfile column) {
        int place = Arrays.binarySearch(column.values(), value);
        if (place < 0) {
            return column;
        }
        double[] values = new double[column.distinct() - 1];
        long[] counts = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.values()[i < place ? i : i + 1];
            counts[i] = column.counts()[i < place ? i : i + 1];
        }
        return new NumericProfile(column.name(), values, counts, 0, 0, column.bits());
    }

    /**
     * Finds the fault of a sample of this column.
     *
     * @param column with at least one value
     */
    Optional<Fault> of(NumericProfile column) {
        if (isConstant(column)) {
            return Optional.of(Fault.of(
                    Fault.Kind.CONSTANT,
                    column.name(),
                    1,
                    "one value throughout, where the reference has " + reference.distinct()));
        }
        NumericProfile now = without(mode, column);
        if (known.distinct() == 0 || now.distinct() == 0) {
            return Optional.empty();
        }
        Optional<Fault> range = range(now);
        return scale(mode == 0 ? now : column, range.isPresent())
                .map(what -> Fault.of(Fault.Kind.SCALE, column.name(), (double) now.present() / column.present(), what))
                .or(() -> range);
    }

    /** Returns what has happened to the scale. */
    private Optional<String> scale(NumericProfile now, boolean beyond) {
        double ratio = upperQuartile(now) / upperQuartile(sized);
        if (isFar(ratio) && (beyond || isMoved(now))) {
            // The quartiles of few distinct values are rough; units mostly differ by a power of ten.
            for (double factor : new double[] {Math.pow(10, Math.rint(Math.log10(ratio))), ratio}) {
                if (hasShape(sized, now, x -> x / factor)) {
                    return Optional.of(
                            String.format(Locale.ROOT, "values are %s times those of the reference", rough(factor)));
                }
            }
        }
        return lostPoint(now) && (beyond || isMoved(now)) && hasShape(withoutPoint(), now, x -> x)
                ? Optional.of("values are those of the reference without their decimal point or comma")
                : Optional.empty();
    }

    private static String rough(double factor) {
        return new BigDecimal(factor)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    private boolean isConstant(NumericProfile column) {
        if (column.distinct() > 1 || reference.distinct() == 1) {
            return false;
        }
        int place = Arrays.binarySearch(reference.values(), column.values()[0]);
        return Fisher.pValue(
                        place < 0 ? 0 : reference.counts()[place],
                        reference.present(),
                        column.present(),
                        column.present())
                <= level;
    }

    private static boolean isFar(double ratio) {
        return Double.isFinite(ratio) && (ratio >= MIN_RATIO || (ratio > 0 && ratio <= 1 / MIN_RATIO));
    }

    private boolean isMoved(NumericProfile now) {
        return DriftMethod.KS.value(sized, now).orElse(1) <= level;
    }

    private boolean hasShape(NumericProfile before, NumericProfile now, DoubleUnaryOperator back) {
        NumericProfile same = mapped(now, x -> near(back.applyAsDouble(x))).rounded(reference.bits());
        return DriftMethod.KS.value(mapped(before, NumericFaults::near), same).orElse(0) > SHAPE_KEPT;
    }

    private static NumericProfile mapped(NumericProfile column, DoubleUnaryOperator change) {
        return NumericProfile.of(
                column.name(), Arrays.stream(column.values()).map(change).toArray(), column.counts());
    }

    private static double near(double x) {
        int lost = NumericProfile.EXACT - SURE_BITS;
        return Double.longBitsToDouble((Double.doubleToLongBits(x) + (1L << (lost - 1))) & -(1L << lost));
    }

    /** Tells whether the sample has whole numbers only, where the reference has others that can be known. */
    private boolean lostPoint(NumericProfile now) {
        return reference.bits() == NumericProfile.EXACT
                && Arrays.stream(now.values()).allMatch(x -> x == Math.rint(x))
                && Arrays.stream(sized.values()).anyMatch(x -> x != Math.rint(x));
    }

    /** Returns the reference as a reader sees it that knows another decimal mark: 12.5 as 125, and 12 as 12. */
    private NumericProfile withoutPoint() {
        return mapped(sized, x -> {
            BigDecimal digits = new BigDecimal(Double.toString(x)).stripTrailingZeros();
            return digits.scale() > 0 ? digits.unscaledValue().doubleValue() : x;
        });
    }

    /** Of the values without their sign, from the smallest outwards to both sides of 0: sorting them anew would cost more than all other checks. */
    private static double upperQuartile(NumericProfile column) {
        double[] values = column.values();
        int zero = Arrays.binarySearch(values, 0);
        int above = zero < 0 ? -zero - 1 : zero;
        int below = above - 1;
        long rest = (column.present() * 3 + 3) / 4;
        int next = above;
        while (rest > 0) {
            boolean upwards = below < 0 || (above < values.length && values[above] <= -values[below]);
            next = upwards ? above++ : below--;
            rest -= column.counts()[next];
        }
        return Math.abs(values[next]);
    }

    private Optional<Fault> range(NumericProfile now) {
        double least = known.values()[0];
        double most = known.values()[known.distinct() - 1];
        double margin =
                (reference.values()[reference.distinct() - 1] - reference.values()[0]) / 2;
        long beyond = 0;
        for (int i = 0; i < now.distinct(); i++) {
            if (now.values()[i] < least - margin || now.values()[i] > most + margin) {
                beyond += now.counts()[i];
            }
        }
        double share = (double) beyond / now.present();
        return share >= Feed.MIN_SHARE && Fisher.pValue(0, known.present(), beyond, now.present()) <= level
                ? Optional.of(Fault.of(
                        Fault.Kind.RANGE,
                        now.name(),
                        share,
                        Fault.percent(share) + " of the values are far beyond the range of the reference"))
                : Optional.empty();
    }
}
