package io.driftway.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether somebody listens where traces are sent. */
public final class TelemetryCheck implements Check {

    private static final String SUBJECT = "telemetry";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final UnaryOperator<@Nullable String> variables;

    /** @param variables the standard OTEL variables by name; null where one is not set */
    public TelemetryCheck(UnaryOperator<@Nullable String> variables) {
        this.variables = variables;
    }

    @Override
    public List<Finding> look() {
        Optional<String> endpoint = Stream.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
                .map(variables)
                .filter(value -> value != null && !value.isBlank())
                .map(String::valueOf)
                .findFirst();
        return List.of(endpoint.map(TelemetryCheck::reach)
                .orElseGet(() -> Finding.ok(SUBJECT, "no traces are sent: OTEL_EXPORTER_OTLP_ENDPOINT is not set")));
    }

    private static Finding reach(String endpoint) {
        URI address;
        try {
            address = URI.create(endpoint);
        } catch (IllegalArgumentException malformed) {
            return notAUrl(endpoint);
        }
        if (address.getHost() == null || address.getScheme() == null) {
            return notAUrl(endpoint);
        }
        int port =
                address.getPort() > 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), port), (int) PATIENCE.toMillis());
            return Finding.ok(SUBJECT, "traces go to " + endpoint + ", where somebody listens");
        } catch (IOException unreachable) {
            String why = unreachable instanceof UnknownHostException ? "no such host" : unreachable.getMessage();
            return Finding.warning(
                    SUBJECT,
                    "traces go to " + endpoint + ", where nobody answers (" + why + "); they are lost, batches go on",
                    "start the collector, or name another by OTEL_EXPORTER_OTLP_ENDPOINT");
        }
    }

    private static Finding notAUrl(String endpoint) {
        return Finding.fault(
                SUBJECT,
                "OTEL_EXPORTER_OTLP_ENDPOINT is no URL, got \"" + endpoint + "\"",
                "write one such as http://collector:4318");
    }
}
