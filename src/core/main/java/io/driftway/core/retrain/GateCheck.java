package io.driftway.core.retrain;

import org.jspecify.annotations.Nullable;

/**
 * What one {@link Criterion} of the gate found, kept with the episode.
 *
 * @param name of the check, such as {@code auc} or {@code slice contract}
 * @param passed whether the challenger may be promoted as far as this check sees
 * @param champion the champion's figure, null where there is none
 * @param challenger the challenger's
 * @param reason a sentence with the figures, for a person
 */
public record GateCheck(
        String name,
        boolean passed,
        @Nullable Double champion,
        @Nullable Double challenger,
        String reason) {

    public GateCheck {
        champion = finite(champion);
        challenger = finite(challenger);
    }

    static GateCheck of(String name, boolean passed, String reason) {
        return new GateCheck(name, passed, null, null, reason);
    }

    private static @Nullable Double finite(@Nullable Double figure) {
        return figure == null || !Double.isFinite(figure) ? null : figure;
    }
}
