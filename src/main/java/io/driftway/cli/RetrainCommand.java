package io.driftway.cli;

import io.driftway.app.Programs;
import io.driftway.app.Retraining;
import io.driftway.core.retrain.Episode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The Job's entry point. */
@Command(
        name = "retrain",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a challenger on the labelled rows in the store and makes it champion when it is not worse.",
            "Exit code 0 when the episode has ended, whatever its end; a repeat changes nothing."
        })
final class RetrainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--episode",
            description = "Which episode; by default the DRIFTWAY_EPISODE of the environment.",
            defaultValue = "${env:DRIFTWAY_EPISODE}",
            required = true)
    @SuppressWarnings("NullAway.Init")
    private String episode;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        Settings.check(settings);
        if (!episode.matches("[0-9a-f]{64}")) {
            throw new BadInput("--episode must be the 64 hex digits of an episode's id, got \"" + episode + "\"");
        }
        try (var trainer = Startup.orBadInput(() -> Programs.trainer(settings.toArray(String[]::new)))) {
            Episode ended = trainer.getBean(Retraining.class).run(episode);
            PrintWriter out = spec.commandLine().getOut();
            out.println("episode " + ended.episodeId() + " is "
                    + ended.state().name().toLowerCase(Locale.ROOT)
                    + (ended.challenger() == null ? "" : ", model " + ended.challenger())
                    + (ended.reason() == null ? "" : ": " + ended.reason()));
            return 0;
        }
    }
}
