package io.driftway.cli;

import io.driftway.telemetry.Tracing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;

/** A start that a wrong setting stops is the user's affair: it is said in one line. */
final class Startup {

    /** How the messages begin that name a setting. */
    private static final List<String> REFUSALS = List.of("driftway.", Tracing.VARIABLES);

    private Startup() {}

    static <T> T orBadInput(Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException failure) {
            throw settingAtFault(failure).<RuntimeException>map(BadInput::new).orElse(failure);
        }
    }

    /** The innermost cause speaks first: it knows the property where an outer one knows only its group. */
    private static Optional<String> settingAtFault(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, t -> t != null, Throwable::getCause).toList();
        return causes.reversed().stream()
                .map(Startup::line)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> line(Throwable cause) {
        return switch (cause) {
            case IllegalArgumentException refused
            when REFUSALS.stream().anyMatch(String.valueOf(refused.getMessage())::startsWith) ->
                Optional.of(String.valueOf(refused.getMessage()));
            case BindException bind
            when bind.getProperty() != null ->
                Optional.of(bind.getName() + " must be "
                        + expected(bind.getTarget().getType().resolve(Object.class)) + ", got \""
                        + bind.getProperty().getValue() + "\"");
            case PortInUseException port ->
                Optional.of("port " + port.getPort()
                        + " is in use; name another: --port for the demo, --server.port= for the service");
            default -> Optional.empty();
        };
    }

    private static String expected(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or "))
                : "of type " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
