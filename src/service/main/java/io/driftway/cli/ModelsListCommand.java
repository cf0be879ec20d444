package io.driftway.cli;

import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.Promotions;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.lifecycle.Unpromotable;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The models, a line each. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the models, newest first: rows trained on, AUC on held-out rows, when each was champion.")
final class ModelsListCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--limit", description = "At most so many, ${DEFAULT-VALUE} by default.", defaultValue = "20")
    private int limit;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new BadInput("--limit must be at least 1, got " + limit);
        }
        OnModels.requireNone(spec, settings);
        OnModels.open(settings, history -> print(history, spec.commandLine().getOut()));
        return 0;
    }

    private void print(ModelHistory history, PrintWriter out) {
        Promotions promotions = history.promotions();
        List<String> models = history.models();
        out.printf(Locale.ROOT, "  %-12s %10s %7s  %s%n", "model", "rows", "auc", "champion");
        models.stream().limit(limit).forEach(model -> out.println(line(history, promotions, model)));
        if (models.size() > limit) {
            out.println("  " + (models.size() - limit) + " more; --limit shows them");
        }
    }

    private static String line(ModelHistory history, Promotions promotions, String model) {
        List<Promotion> own = promotions.of(model);
        boolean isChampion = !own.isEmpty() && promotions.until(own.getLast()).isEmpty();
        String terms = own.isEmpty()
                ? "never"
                : String.join(
                        ", ", own.stream().map(term -> term(promotions, term)).toList());
        return String.format(
                Locale.ROOT,
                "%s %-12s %s  %s",
                isChampion ? "*" : " ",
                ModelHistory.shortly(model),
                figures(history, model),
                terms);
    }

    /** A broken model must not hide the others. */
    private static String figures(ModelHistory history, String model) {
        try {
            Manifest manifest = history.load(model).model().manifest();
            return String.format(
                    Locale.ROOT,
                    "%10d %7.4f",
                    manifest.training().rows(),
                    manifest.metrics().of(Metric.AUC));
        } catch (Unpromotable broken) {
            return String.format(Locale.ROOT, "%18s", "broken");
        }
    }

    static String term(Promotions promotions, Promotion promotion) {
        return promotion.sequence() + ": since " + promotion.at()
                + promotions.until(promotion).map(end -> " until " + end).orElse("");
    }
}
