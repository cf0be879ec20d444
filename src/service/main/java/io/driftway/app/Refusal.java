package io.driftway.app;

import io.driftway.telemetry.Tracing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Renders a start that failed on a wrong setting as one line for the user. */
public final class Refusal {

    /** How the messages begin that name a setting. */
    private static final List<String> BEGINNINGS = List.of("driftway.", "management.", Tracing.VARIABLES);

    private Refusal() {}

    /**
     * The line, where a setting is to blame. The innermost cause speaks first: it knows the property where an outer one knows only its group.
     */
    public static Optional<String> line(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, t -> t != null, Throwable::getCause).toList();
        return causes.reversed().stream()
                .map(Refusal::lineOf)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> lineOf(Throwable cause) {
        return switch (cause) {
            case IllegalArgumentException refused
            when BEGINNINGS.stream().anyMatch(String.valueOf(refused.getMessage())::startsWith) ->
                Optional.of(String.valueOf(refused.getMessage()));
            case BindException bind
            when bind.getProperty() != null ->
                Optional.of(bind.getName() + " must be "
                        + expected(bind.getTarget().getType().resolve(Object.class)) + ", got \""
                        + bind.getProperty().getValue() + "\"");
            case PortInUseException port ->
                Optional.of("port " + port.getPort()
                        + " is in use; name another: --port for the demo, --server.port= for the service, whose"
                        + " --management.server.port= is the one after it unless it is set");
            case MarkedYAMLException malformed ->
                Optional.of("the configuration"
                        + (malformed.getProblemMark() == null
                                ? ""
                                : ", line " + (malformed.getProblemMark().getLine() + 1))
                        + ": " + malformed.getProblem() + "; mend the YAML of config/application.yaml");
            default -> Optional.empty();
        };
    }

    private static String expected(Class<?> type) {
        return type.isEnum()
                ? Setting.oneOf(type)
                : "of type " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
