package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.format.JsonRecords;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
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
 * The trainer as a child JVM of this program, with this program's {@code driftway.*} settings. It reads its episode from the store, like the
 * Job in a cluster does; nothing else passes between the two.
 */
public final class TrainerProcess {

    private static final String PREFIX = "driftway.";
    /** The console's password is no affair of the trainer's. */
    private static final String NOT_OF_THE_TRAINER = "driftway.hawtio.";

    private final ConfigurableEnvironment environment;
    private final @Nullable Path log;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();

    TrainerProcess(ConfigurableEnvironment environment, @Nullable Path log) {
        this.environment = environment;
        this.log = log;
    }

    /** Starts the trainer of this episode unless it runs already. */
    public void launch(Episode episode) {
        processes.compute(key(episode), (key, process) -> process == null ? start(episode) : process);
    }

    /** How the process of this episode stands. */
    public JobState state(Episode episode) {
        Process process = processes.get(key(episode));
        if (process == null) {
            return new JobState.Failed("the program was restarted and its trainer is gone");
        }
        return process.isAlive() || process.exitValue() == 0
                ? new JobState.Running()
                : new JobState.Failed("the trainer ended with exit code " + process.exitValue());
    }

    private static String key(Episode episode) {
        return episode.episodeId() + "/" + episode.run();
    }

    private Process start(Episode episode) {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("DRIFTWAY_HAWTIO_"));
        variables.put("DRIFTWAY_EPISODE", episode.episodeId());
        variables.put("SPRING_APPLICATION_JSON", new String(new JsonRecords().write(settings()), UTF_8));
        if (episode.traceparent() != null) {
            variables.put("TRACEPARENT", episode.traceparent());
        }
        builder.redirectOutput(log == null ? Redirect.INHERIT : Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> command() {
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
    private Map<String, String> settings() {
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
