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

/** Whether the service can have its two ports, or has them. */
public final class PortCheck implements Check {

    private static final String SUBJECT = "port";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final @Nullable InetAddress address;
    private final int port;
    private final int managementPort;

    /**
     * @param address null for all of this machine
     * @param port of the pages
     * @param managementPort of the probes, where a running service says that it is alive
     */
    public PortCheck(@Nullable InetAddress address, int port, int managementPort) {
        this.address = address;
        this.port = port;
        this.managementPort = managementPort;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        return List.of(look(port, "server.port"), look(managementPort, "management.server.port"));
    }

    private Finding look(int wanted, String setting) throws InterruptedException {
        if (wanted == 0) {
            return Finding.ok(SUBJECT, "any that is free, as " + setting + "=0 says");
        }
        try (ServerSocket free = new ServerSocket(wanted, 1, address)) {
            return Finding.ok(SUBJECT, free.getLocalPort() + " is free");
        } catch (BindException taken) {
            return isOurs()
                    ? Finding.ok(SUBJECT, wanted + " is the running service's, which says that it is alive")
                    : Finding.fault(
                            SUBJECT,
                            wanted + " cannot be had, " + taken.getMessage(),
                            "end what uses it, or name another by " + setting);
        } catch (IOException | IllegalArgumentException refused) {
            return Finding.fault(
                    SUBJECT, wanted + " cannot be had, " + refused.getMessage(), "name another by " + setting);
        }
    }

    private boolean isOurs() throws InterruptedException {
        String host = address == null || address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        URI alive = URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + managementPort + "/health/liveness");
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
