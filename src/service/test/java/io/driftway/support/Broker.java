package io.driftway.support;

import static io.driftway.support.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** A real broker of Kafka in KRaft mode, controller and broker in one child process, on ports of the loopback address. It can be killed and started again. */
public final class Broker implements AutoCloseable {

    /** Of the one user of the port that asks for a password. */
    public static final String PASSWORD = "not-to-be-logged";

    private final Path folder;
    private final int port = Program.freePort();
    private final int sasl = Program.freePort();
    private final Path settings;
    private Process process;

    public Broker(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        settings = Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,PASSWORD://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,PASSWORD://127.0.0.1:%3$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORD:SASL_PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                sasl.enabled.mechanisms=PLAIN
                listener.name.password.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_driftway="%4$s";
                log.dirs=%5$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=500
                """.formatted(
                        port, port + 1, sasl, PASSWORD, folder.resolve("log")));
        try {
            Process format = java(
                    "kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString());
            if (!format.waitFor(PATIENCE) || format.exitValue() != 0) {
                throw new IOException(Files.readString(output()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        start();
    }

    private Path output() {
        return folder.resolve("broker.out");
    }

    private Process java(String... program) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-command.xml",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(program));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    /** Starts it, for the first time or after a kill, and waits until it lets clients in. */
    public void start() {
        try {
            process = java("kafka.Kafka", settings.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        await("the broker")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new AssertionError("the broker ended with " + process.exitValue() + ":\n" + said());
        }
    }

    private String said() {
        try {
            return Files.readString(output());
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Of the port that asks for a password. */
    public String addressWithPassword() {
        return "127.0.0.1:" + sasl;
    }

    @Override
    public void close() {
        kill();
    }
}
