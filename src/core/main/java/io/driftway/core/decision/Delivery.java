package io.driftway.core.decision;

import io.driftway.core.profile.RowRepeats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how a batch came, which its profile does not show.
 *
 * @param rows how its rows repeat each other; null where nobody counted
 * @param sameAs the earlier batch of this model that had the same rows or the same bytes; null where none had
 * @param unreadable columns of numbers with cells that are no number, as faults that reading the batch has shown
 */
public record Delivery(@Nullable RowRepeats rows, @Nullable String sameAs, List<Fault> unreadable) {

    /** Stands for a batch of which nothing but its profile is known. */
    public static final Delivery UNKNOWN = new Delivery(null, null, List.of());

    public Delivery {
        unreadable = List.copyOf(unreadable);
    }
}
