package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.ColumnProfile;

/**
 * The statistic that Evidently 0.7 chooses when none is named. Only the size of the reference decides between p-values and distances; the current
 * may be of any size.
 */
final class DefaultMethod {

    /** Values of the reference up to which p-values are used. */
    private static final int MAX_SMALL_REFERENCE = 1000;

    /** Distinct numbers of both sides up to which they are tested as labels. */
    private static final int MAX_NUMBERS_AS_LABELS = 5;

    private DefaultMethod() {}

    static DriftMethod of(ColumnProfile reference, ColumnProfile current) {
        int distinct = reference.merge(current).distinct();
        boolean quantities = reference.type() == ColumnType.NUM && distinct > MAX_NUMBERS_AS_LABELS;
        if (reference.present() > MAX_SMALL_REFERENCE) {
            return quantities ? DriftMethod.WASSERSTEIN : DriftMethod.JENSEN_SHANNON;
        }
        if (quantities) {
            return DriftMethod.KS;
        }
        return distinct > 2 ? DriftMethod.CHI_SQUARE : DriftMethod.Z;
    }
}
