package io.driftway.cli;

import io.driftway.core.drift.AttributionDrift;
import java.util.Locale;
import java.util.stream.Collectors;

/** An attribution for a person at a terminal: a table, the feature that moved the prediction farthest first, and two sentences. */
final class AttributionText {

    private static final String LINE = "%%-%ds  %%9s  %%9s  %%9s  %%9s  %%s%%n";
    private static final int MOST_NAMED = 3;

    private AttributionText() {}

    static String write(AttributionDrift drift) {
        int width = drift.features().stream()
                .mapToInt(feature -> feature.move().feature().length())
                .reduce("feature".length(), Math::max);
        String line = String.format(Locale.ROOT, LINE, width);
        StringBuilder text = new StringBuilder("\n");
        text.append(String.format(Locale.ROOT, line, "feature", "reference", "current", "move", "p", "moved"));
        for (AttributionDrift.Feature feature : drift.features()) {
            text.append(String.format(
                    Locale.ROOT,
                    line,
                    feature.move().feature(),
                    signed(feature.move().reference()),
                    signed(feature.move().current()),
                    signed(feature.move().move()),
                    feature.pValue() == null ? "-" : chance(feature.pValue()),
                    feature.pValue() == null ? "unknown" : feature.moved() ? "yes" : "no"));
        }
        return text.append('\n').append(sentences(drift)).append('\n').toString();
    }

    private static String sentences(AttributionDrift drift) {
        String movers = drift.features().stream()
                .filter(AttributionDrift.Feature::moved)
                .limit(MOST_NAMED)
                .map(feature ->
                        feature.move().feature() + " " + signed(feature.move().move()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "The mean log-odds moved by %s, from %s to %s%s. %s",
                signed(drift.move()),
                signed(drift.referenceMargin()),
                signed(drift.currentMargin()),
                movers.isEmpty() ? "" : ": " + movers,
                order(drift));
    }

    private static String order(AttributionDrift drift) {
        Double gain = drift.gain();
        if (gain == null) {
            return "Whether the model leans on other features cannot be told: it attributes nothing, or a file has no rows.";
        }
        return String.format(
                Locale.ROOT,
                "The model leans on %s features: NDCG %.4f, %s %s.",
                drift.drifted() ? "other" : "the same",
                gain,
                drift.drifted() ? "below" : "not below",
                AttributionDrift.LEAST_GAIN);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }

    private static String chance(double p) {
        return String.format(Locale.ROOT, p == 0 || p >= 1e-4 ? "%.4f" : "%.1e", p);
    }
}
