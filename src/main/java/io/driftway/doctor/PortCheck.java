package io.driftway.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the service can have its port, or has it. */
public final class PortCheck implements Check {

    private static final String SUBJECT = "port";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final @Nullable InetAddress address;
    private final int port;

    /** @param address null for all of this machine */
    public PortCheck(@Nullable InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (port == 0) {
            return List.of(Finding.ok(SUBJECT, "any that is free, as server.port=0 says"));
        }
        try (ServerSocket free = new ServerSocket(port, 1, address)) {
            return List.of(Finding.ok(SUBJECT, free.getLocalPort() + " is free"));
        } catch (BindException taken) {
            return List.of(
                    isOurs()
                            ? Finding.ok(SUBJECT, port + " is the running service's, which says that it is alive")
                            : Finding.fault(
                                    SUBJECT,
                                    port + " cannot be had, " + taken.getMessage(),
                                    "end what uses it, or name another by server.port"));
        } catch (IOException | IllegalArgumentException refused) {
            return List.of(Finding.fault(
                    SUBJECT, port + " cannot be had, " + refused.getMessage(), "name another by server.port"));
        }
    }

    private boolean isOurs() throws InterruptedException {
        String host = address == null || address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        URI alive = URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/health/liveness");
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(alive).timeout(PATIENCE).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"UP\"");
        } catch (IOException other) {
            return false;
        }
    }
}
