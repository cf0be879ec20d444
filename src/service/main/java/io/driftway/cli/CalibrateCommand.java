package io.driftway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.decision.Budget;
import io.driftway.format.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what moves a reference can show, and after how many batches. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Says which moves are found with this reference, these batches and this budget, and after how many batches.",
            "Simulates batches drawn from the reference, in which one column moves, and judges them by evidence."
        },
        footer = {
            "",
            "A line has the typical column and the one in which the move shows last; json has every column that was moved.",
            "The same rows and options give the same figures. docs/deciding.md says how to read them."
        })
@SuppressWarnings("NullAway.Init")
public final class CalibrateCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSON
    }

    private static final int MOST_BATCH_ROWS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "What batches are compared with: CSV, plain or gzip, or Parquet.")
    private Path reference;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "A model bundle; it says the columns, their types and how much it leans on each.")
    private @Nullable Path model;

    @Option(
            names = "--batch-rows",
            paramLabel = "ROWS",
            split = ",",
            description = "Rows of a batch; several sizes with commas between them. 500 if not given.")
    private List<Integer> batchRows = List.of(500);

    @Mixin
    private BudgetFlags flags;

    @Option(names = "--id", paramLabel = "COLUMN", description = "The column that names rows; it is not compared.")
    private @Nullable String id;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default), or json.")
    private Format format = Format.TEXT;

    @Override
    public Integer call() throws JsonProcessingException {
        Budget budget = budget();
        ReplayedFile file = ReplayedFile.read(reference, reference, model, id, false);
        if (file.reference().rows() < Replay.MINIMUM_ROWS) {
            throw new BadInput(reference + ": a reference of "
                    + file.reference().rows() + " rows can show nothing; give at least " + Replay.MINIMUM_ROWS);
        }
        file.notes().forEach(note -> spec.commandLine().getErr().println("driftway: " + note));
        Calibrating calibrating = new Calibrating(file, budget);
        Optional<Terminal> terminal = Terminal.present();
        List<Calibrating.Outcome> outcomes = new ArrayList<>();
        for (int rows : batchRows) {
            outcomes.add(calibrating.simulate(
                    rows,
                    done -> terminal.ifPresent(
                            line -> line.say("simulating batches of %,d rows: %d %%", rows, (int) (100 * done)))));
        }
        terminal.ifPresent(Terminal::erase);
        Calibrated calibrated = Calibrated.of(file.reference().rows(), budget, calibrating.chosen(), outcomes);
        spec.commandLine()
                .getOut()
                .print(
                        switch (format) {
                            case TEXT -> calibrated.text();
                            case JSON ->
                                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(calibrated) + "\n";
                        });
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Budget budget() {
        for (int rows : batchRows) {
            BadInput.unless(
                    rows >= Replay.MINIMUM_ROWS && rows <= MOST_BATCH_ROWS,
                    "--batch-rows must be " + Replay.MINIMUM_ROWS + " to " + MOST_BATCH_ROWS + ", got " + rows);
        }
        return flags.budget();
    }
}
