package io.driftway.cli;

import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.Promotions;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One model. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        customSynopsis = "driftway models show MODEL [--driftway.name=value]...",
        description = "Shows a model: how it was trained, its figures, and each time that it became champion.")
final class ModelsShowCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(hidden = true)
    private List<String> given = List.of();

    @Override
    public Integer call() {
        String prefix = OnModels.model(spec, given);
        OnModels.open(
                given,
                history ->
                        print(history, history.find(prefix), spec.commandLine().getOut()));
        return 0;
    }

    private static void print(ModelHistory history, String model, PrintWriter out) {
        Manifest manifest = history.load(model).model().manifest();
        out.println("model      " + model);
        out.println("reference  " + manifest.referenceSha256());
        out.println("schema     " + manifest.schema().sha256());
        out.println("features   " + manifest.schema().features().size());
        manifest.schema()
                .target()
                .ifPresent(target -> out.println("target     " + target.name() + " = "
                        + manifest.schema().positive()));
        out.println("trainer    " + manifest.training().trainer() + " "
                + manifest.training().settings());
        out.println("rows       " + manifest.training().rows() + " trained on, "
                + manifest.training().holdoutRows() + " held out, "
                + manifest.training().referenceRows() + " in the reference");
        out.printf(
                Locale.ROOT,
                "held out   AUC %.4f, log loss %.4f, Brier %.4f%n",
                manifest.metrics().of(Metric.AUC),
                manifest.metrics().of(Metric.LOG_LOSS),
                manifest.metrics().of(Metric.BRIER));
        out.println("facts      "
                + (manifest.factsSha256() == null
                        ? "none: an older version wrote the bundle, so there is no evidence from leaves and labels"
                        : manifest.factsSha256()));
        Promotions promotions = history.promotions();
        List<Promotion> own = promotions.of(model);
        if (own.isEmpty()) {
            out.println("champion   never");
        }
        for (Promotion promotion : own) {
            out.println("champion   " + ModelsListCommand.term(promotions, promotion));
            out.println("           by " + promotion.who() + " ("
                    + promotion.kind().name().toLowerCase(Locale.ROOT) + "): " + promotion.why());
            if (promotion.from() != null) {
                out.println("           in place of "
                        + ModelHistory.shortly(promotion.from().model()));
            }
        }
    }
}
