package io.driftway.core.decision;

import io.driftway.core.profile.RowRepeats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a batch beside its profile: how it came.
 *
 * @param rows how its rows repeat each other; null where nobody counted
 * @param sameAs the earlier batch of this model that had the same rows or the same bytes; null where none had
 * @param unreadable faults that reading it has shown: columns of numbers with cells that are no number
 */
public record Delivery(@Nullable RowRepeats rows, @Nullable String sameAs, List<Fault> unreadable) {

    /** Stands for a batch of which nothing but its profile is known. */
    public static final Delivery UNKNOWN = new Delivery(null, null, List.of());

    public Delivery {
        unreadable = List.copyOf(unreadable);
    }
}
