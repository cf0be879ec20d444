package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Iterator;

/**
 * The statistic that Evidently 0.7 chooses when none is named. Only the size of the reference decides between p-values and distances; the
 * current may be of any size.
 */
final class DefaultMethod {

    /** Values of the reference up to which p-values are used. */
    private static final int MAX_SMALL_REFERENCE = 1000;

    /** Distinct numbers of both sides up to which they are tested as labels. */
    private static final int MAX_NUMBERS_AS_LABELS = 5;

    private DefaultMethod() {}

    static DriftMethod of(ColumnProfile reference, ColumnProfile current) {
        int distinct = distinct(reference, current);
        boolean quantities = reference.type() == ColumnType.NUM && distinct > MAX_NUMBERS_AS_LABELS;
        if (reference.present() > MAX_SMALL_REFERENCE) {
            return quantities ? DriftMethod.WASSERSTEIN : DriftMethod.JENSEN_SHANNON;
        }
        if (quantities) {
            return DriftMethod.KS;
        }
        return distinct > 2 ? DriftMethod.CHI_SQUARE : DriftMethod.Z;
    }

    /** Of both sides, counted no further than it matters. */
    private static int distinct(ColumnProfile reference, ColumnProfile current) {
        int distinct = 0;
        if (reference instanceof NumericProfile r && current instanceof NumericProfile c) {
            MergedValues at = new MergedValues(r, c);
            while (distinct <= MAX_NUMBERS_AS_LABELS && at.next()) {
                distinct++;
            }
        } else if (reference instanceof CategoricalProfile r && current instanceof CategoricalProfile c) {
            distinct = r.distinct();
            for (Iterator<String> at = c.counts().keySet().iterator(); distinct <= 2 && at.hasNext(); ) {
                distinct += r.counts().containsKey(at.next()) ? 0 : 1;
            }
        } else {
            throw new IllegalArgumentException(
                    reference.name() + " is numeric on one side and categorical on the other");
        }
        return distinct;
    }
}
