package io.driftway.cli;

import io.driftway.core.ledger.Promotion;
import io.driftway.core.lifecycle.ModelHistory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Any model, by hand. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        customSynopsis = "driftway models promote MODEL --why=TEXT [--driftway.name=value]...",
        description =
                "Makes a model in the store champion, past the gate, and records who did it and why. The model is verified first.")
final class ModelsPromoteCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "For the record.")
    @SuppressWarnings("NullAway.Init")
    private String why;

    @Parameters(hidden = true)
    private List<String> given = List.of();

    @Override
    public Integer call() {
        String model = OnModels.model(spec, given);
        OnModels.open(
                given,
                history -> spec.commandLine().getOut().println(done(history.promote(model, why, OnModels.who()))));
        return 0;
    }

    static String done(Promotion promotion) {
        return "promotion " + promotion.sequence() + ": champion " + promotion.model()
                + (promotion.from() == null
                        ? ""
                        : " in place of "
                                + ModelHistory.shortly(promotion.from().model()));
    }
}
