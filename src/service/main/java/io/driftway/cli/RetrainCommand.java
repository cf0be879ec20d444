package io.driftway.cli;

import io.driftway.app.Heartbeat;
import io.driftway.app.Programs;
import io.driftway.app.RetrainProperties;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.core.lifecycle.EpisodeChoice.Choice;
import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.retrain.Episode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Trains a challenger on the labelled rows in the store and makes it champion when it is better,",
            "judged by the labelled rows that are new to the champion.",
            "Without an episode, the present champion's is taken up: a person's way to retrain now.",
            "Exit code 0 when the episode has ended, whatever its end; a repeat changes nothing."
        })
final class RetrainCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--episode",
            description = "Which episode; by default the DRIFTWAY_EPISODE of the environment.",
            defaultValue = "${env:DRIFTWAY_EPISODE}")
    private @Nullable String episode;

    @Option(
            names = "--if-asked",
            description =
                    "Only if a verdict has asked for it and the service has not begun within driftway.retrain.patience:"
                            + " the safety net for a service that is down.")
    private boolean ifAsked;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        LocalTraining.requireLibrary();
        Settings.check(spec, settings);
        if (episode != null && !episode.matches("[0-9a-f]{64}")) {
            throw new BadInput("--episode must be the 64 hex digits of an episode's id, got \"" + episode + "\"");
        }
        if (episode != null && ifAsked) {
            throw new BadInput("--if-asked finds the episode itself; leave out --episode, and unset DRIFTWAY_EPISODE");
        }
        try (var trainer = Startup.orBadInput(() -> Programs.trainer(settings.toArray(String[]::new)))) {
            Retraining retraining = trainer.getBean(Retraining.class);
            Heartbeat heartbeat = trainer.getBean(Heartbeat.class);
            String given = episode;
            if (given != null) {
                print(heartbeat.during(given, () -> retraining.run(given)));
                return 0;
            }
            EpisodeChoice episodes = trainer.getBean(EpisodeChoice.class);
            switch (ifAsked
                    ? episodes.since(trainer.getBean(RetrainProperties.class).patience())
                    : episodes.byHand()) {
                case Choice.Run(Episode chosen) ->
                    print(heartbeat.during(
                            chosen.episodeId(), () -> ifAsked ? retraining.run(chosen) : retraining.runByHand(chosen)));
                case Choice.Held(String reason, String why) ->
                    spec.commandLine()
                            .getOut()
                            .println("nothing to do: retraining is asked for and held: " + reason + ", " + why);
                case Choice.Nothing(String why)
                when ifAsked -> spec.commandLine().getOut().println("nothing to do: " + why);
                case Choice.Nothing(String why) -> throw new BadInput(why);
            }
            return 0;
        } catch (OutOfMemoryError full) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "driftway: the labelled rows in the store need more than the memory of %,d MB; give the trainer more,"
                                    + " as docs/training.md says, or fewer rows by a shorter driftway.retrain.window%n",
                            Runtime.getRuntime().maxMemory() >> 20);
            return FAILED;
        }
    }

    private void print(Episode ended) {
        spec.commandLine()
                .getOut()
                .println("episode " + ended.episodeId() + " is "
                        + ended.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + (ended.challenger() == null ? "" : ", model " + ended.challenger())
                        + (ended.reason() == null ? "" : ": " + ended.reason()));
    }
}
