package io.driftway.core.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says a verdict in words that a person understands without the statistics. */
public final class Sentence {

    private static final int NAMED = 3;

    private Sentence() {}

    /** Returns one to three short sentences. Names of columns stand as they are: whoever shows them escapes them. */
    public static String of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Stable stable
            when verdict.evidence() instanceof Evidence.Windowed -> "Nothing has moved that chance does not explain.";
            case Verdict.Inconclusive inconclusive -> inconclusive(inconclusive.reason());
            case Verdict.Broken broken -> broken(broken.faults());
            case Verdict decided ->
                switch (verdict.evidence()) {
                    case Evidence.Share share -> share(share, verdict.asks());
                    case Evidence.Windowed windowed -> moved(verdict, windowed);
                };
        };
    }

    private static String inconclusive(String reason) {
        return switch (reason) {
                    case Verdict.TOO_FEW_ROWS -> "There are too few rows to tell";
                    case Verdict.UNDEFINED_COLUMNS -> "Columns that could not be tested could have changed the answer";
                    case Verdict.NOTHING_TESTED -> "No column could be tested";
                    default -> "Nothing can be said (" + reason + ")";
                }
                + "; that is not the same as no drift.";
    }

    private static String broken(List<Fault> faults) {
        return "The feed is broken: "
                + list(faults.stream().map(Fault::sentence).distinct().toList())
                + ". Nothing is trained on these rows; mend the feed.";
    }

    private static String share(Evidence.Share share, boolean asks) {
        return String.format(Locale.ROOT, "%,d of %,d columns have drifted.", share.drifted(), share.tested())
                + asked(asks);
    }

    private static String moved(Verdict verdict, Evidence.Windowed evidence) {
        Cause cause = verdict.why().orElse(Cause.COVARIATE_HARMLESS);
        List<String> columns = evidence.columns();
        String who = columns.isEmpty() ? "No single column" : list(columns);
        String have = columns.size() == 1 || columns.isEmpty() ? " has moved" : " have moved";
        return switch (cause) {
            case CONCEPT ->
                "The model does worse on new labels than on the rows held out of its training." + asked(verdict.asks());
            case JOINT ->
                "Columns have moved together, as no column by itself shows" + chance(evidence) + "."
                        + (verdict.asks()
                                ? " Predictions moved with them." + asked(true)
                                : " Later batches have not confirmed that it harms.");
            case COVARIATE_HARMFUL ->
                who + have + chance(evidence) + "." + leaning(evidence, columns.size()) + asked(verdict.asks());
            case COVARIATE_HARMLESS -> who + have + chance(evidence) + ". " + harmless(evidence);
            case FEED -> throw new IllegalArgumentException("a broken feed has faults");
        };
    }

    private static String harmless(Evidence.Windowed evidence) {
        return evidence.selectedBy() == null
                ? "No harm to the model is seen, or not confirmed yet."
                : "Other rows come than before, chosen by " + evidence.selectedBy()
                        + ", and what goes with it has moved along. The model knows such rows.";
    }

    private static String leaning(Evidence.Windowed evidence, int columns) {
        double share = evidence.importance(0);
        String they = columns == 1 ? " It holds " : " They hold ";
        return share == 0 || Double.isNaN(share)
                ? ""
                : they + Math.round(100 * share) + " % of what the model leans on"
                        + (evidence.predictionPValue() <= evidence.level()
                                ? ", and predictions moved with " + (columns == 1 ? "it." : "them.")
                                : ".");
    }

    private static String chance(Evidence.Windowed evidence) {
        String together = evidence.window() == 1 ? "one batch" : evidence.window() + " batches together";
        double p = evidence.least();
        return " (" + together + ", chance " + (p >= 0.5 ? "even" : oneIn(p)) + ")";
    }

    /** Returns a small probability in words, as one in so many. Below 1 in 10^12 it is as good as 0, and may have been rounded to it. */
    public static String oneIn(double p) {
        return p <= 1e-12 ? "below 1 in 10^12" : String.format(Locale.ROOT, "1 in %,d", Math.round(1 / p));
    }

    private static String asked(boolean asks) {
        return asks ? " Retraining is asked for." : "";
    }

    /** "a", "a and b", "a, b, c and 4 more". */
    private static String list(List<String> names) {
        List<String> shown = new ArrayList<>(names.subList(0, Math.min(NAMED, names.size())));
        int more = names.size() - shown.size();
        if (more > 0) {
            shown.add(more + " more");
        }
        return shown.size() == 1
                ? shown.getFirst()
                : Stream.of(String.join(", ", shown.subList(0, shown.size() - 1)), shown.getLast())
                        .reduce((a, b) -> a + " and " + b)
                        .orElseThrow();
    }
}
