package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.SECONDS;

import io.driftway.core.ledger.Episodes;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.format.json.JsonRecords;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Runs the trainer as a child JVM of this program, with this program's {@code driftway.*} settings. The trainer reads its episode from the
 * store, as the Job in a cluster does, and parent and child exchange nothing else. This works with any number of replicas and restarts: one
 * replica starts the trainer of a run, and all see from the {@link Heartbeat} in the episode that it works. A trainer outlives its parent.
 */
public final class TrainerProcess {

    private static final String PREFIX = "driftway.";
    /** The console's password is no affair of the trainer's. */
    private static final String NOT_OF_THE_TRAINER = "driftway.hawtio.";

    /** From an episode to its trainer. */
    @FunctionalInterface
    interface Start {
        Process of(Episode episode) throws IOException;
    }

    private final Episodes episodes;
    private final Duration goneAfter;
    private final Clock clock;
    private final Start start;
    /** How the children of this process ended, or that they could not be started. */
    private final Map<String, JobState.Failed> failed = new ConcurrentHashMap<>();

    TrainerProcess(
            ConfigurableEnvironment environment,
            @Nullable Path log,
            Episodes episodes,
            Duration goneAfter,
            Clock clock) {
        this(episodes, goneAfter, clock, episode -> start(environment, log, episode));
    }

    /** @param goneAfter how long a trainer may give no sign of life */
    TrainerProcess(Episodes episodes, Duration goneAfter, Clock clock, Start start) {
        this.episodes = episodes;
        this.goneAfter = goneAfter;
        this.clock = clock;
        this.start = start;
    }

    /** Starts the trainer of this run, unless a replica has; null if one has. That it is started is in the store before it is. */
    public @Nullable JobState launch(Episode episode) {
        if (!episodes.start(episode, clock.instant())) {
            return null;
        }
        try {
            start.of(episode).onExit().thenAccept(ended -> noteExit(episode, ended.exitValue()));
        } catch (IOException impossible) {
            failed.put(
                    key(episode), new JobState.Failed("the trainer could not be started: " + impossible.getMessage()));
        }
        return new JobState.Running();
    }

    private void noteExit(Episode episode, int code) {
        if (code != 0) {
            failed.put(key(episode), new JobState.Failed("the trainer ended with exit code " + code));
        }
    }

    /** How the trainer of this run stands: by its exit code where it was a child of this process, by its sign of life otherwise. */
    public JobState state(Episode episode) {
        JobState.Failed known = failed.get(key(episode));
        if (known != null) {
            return known;
        }
        Duration silent = Duration.between(episode.lastSign(), clock.instant());
        return silent.compareTo(goneAfter) > 0
                ? new JobState.Failed("its trainer has sent no heartbeat for " + silent.truncatedTo(SECONDS)
                        + "; see its log, and raise driftway.retrain.gone-after if it still worked")
                : new JobState.Running();
    }

    private static String key(Episode episode) {
        return episode.episodeId() + "/" + episode.run();
    }

    private static Process start(ConfigurableEnvironment environment, @Nullable Path log, Episode episode)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("DRIFTWAY_HAWTIO_"));
        variables.put("DRIFTWAY_EPISODE", episode.episodeId());
        variables.put("SPRING_APPLICATION_JSON", new String(new JsonRecords().write(settings(environment)), UTF_8));
        if (episode.traceparent() != null) {
            variables.put("TRACEPARENT", episode.traceparent());
        }
        return builder.redirectOutput(log == null ? Redirect.INHERIT : Redirect.appendTo(log.toFile()))
                .start();
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, Version.MAIN_CLASS));
        }
        command.add("retrain");
        return command;
    }

    /** Passed in the environment, where other users of the machine do not see them. */
    private static Map<String, String> settings(ConfigurableEnvironment environment) {
        Map<String, String> settings = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> known) {
                for (String name : known.getPropertyNames()) {
                    if (name.startsWith(PREFIX) && !name.startsWith(NOT_OF_THE_TRAINER)) {
                        settings.put(name, environment.getProperty(name, ""));
                    }
                }
            }
        }
        return settings;
    }
}
