package io.driftway.format.table;

import io.driftway.core.profile.NumericProfile;
import java.util.Locale;

/** How many different values of a column are counted, and when different texts are free text, whatever the format of the file. */
public final class DistinctLimits {

    /** Numbers that are kept exactly; beyond, their last bits are cut off until no more are left. */
    public static final int NUMBERS = NumericProfile.MOST_VALUES;

    /** Labels; a column with more of them is left out. */
    public static final int LABELS = 500_000;

    private static final int EARLY_LABELS = 1 << 16;
    private static final double MOST_LABELS_BY_CELLS = 0.5;

    private DistinctLimits() {}

    /** Whether so many labels in so many cells with a value are free text. */
    public static boolean isFreeText(long labels, long cells) {
        return labels > MOST_LABELS_BY_CELLS * cells;
    }

    /**
     * Whether a column of unknown type is looked at as if the file ended here: with 65,536 labels, and whenever there are twice as many. It may be
     * free text already, and the rest of it need not be counted then.
     */
    public static boolean isToBeLookedAt(int labels) {
        return labels >= EARLY_LABELS && Integer.bitCount(labels) == 1;
    }

    /** Why a column of free text is left out, for a person. */
    public static String freeText(String column, long labels, long cells) {
        return leftOut(column, labels, "", cells);
    }

    /** As {@link #freeText}, where only the first cells were looked at. */
    public static String earlyFreeText(String column, long labels, long cells) {
        return leftOut(column, labels, "the first ", cells);
    }

    private static String leftOut(String column, long labels, String which, long cells) {
        return String.format(
                Locale.ROOT,
                "%s is left out: %,d different texts in %s%,d cells look like free text; give it the type cat to keep it",
                column,
                labels,
                which,
                cells);
    }

    /** Why a column with more than {@link #LABELS} labels is left out, for a person. */
    public static String tooMany(String column) {
        return String.format(
                Locale.ROOT,
                "%s is left out: more than %,d different texts are too many to compare as labels",
                column,
                LABELS);
    }
}
