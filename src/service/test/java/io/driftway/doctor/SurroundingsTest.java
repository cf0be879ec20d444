package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.driftway.doctor.DiskCheck.Room;
import io.driftway.doctor.Finding.State;
import io.driftway.support.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of what a program finds around it: Java, collector, disk, port. */
class SurroundingsTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @CsvSource({"21.0.2, 512, FAULT", "25, 512, OK", "25.0.1+8, 255, WARNING", "26-ea, 256, OK"})
    void anOldJavaIsAFaultAndASmallHeapAWarning(String version, long heapMb, State state) {
        assertThat(new JavaCheck(Runtime.Version.parse(version), "Somebody", heapMb).look())
                .extracting(Finding::state)
                .containsExactly(state);
    }

    private static Finding traces(Map<String, String> variables) {
        return new TelemetryCheck(variables::get).look().getFirst();
    }

    @Test
    void noCollectorIsWellAndOneThatListensToo() throws IOException {
        assertThat(traces(Map.of()).state()).isEqualTo(State.OK);
        try (ServerSocket collector = new ServerSocket(0, 1, HERE)) {
            String endpoint = "http://127.0.0.1:" + collector.getLocalPort();
            assertThat(traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)).state())
                    .isEqualTo(State.OK);
        }
    }

    @Test
    void aCollectorThatDoesNotListenIsAWarningAndTheOneForTracesGoesFirst() {
        String endpoint = "http://127.0.0.1:" + Program.freePort();

        assertThat(traces(Map.of(
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                        endpoint,
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://elsewhere")))
                .satisfies(finding -> {
                    assertThat(finding.state()).isEqualTo(State.WARNING);
                    assertThat(finding.line()).contains(endpoint, "nobody answers", "batches go on");
                });
    }

    @ParameterizedTest
    @CsvSource({"collector", "collector:4318", "http://", "'http://a b'"})
    void whatIsNoUrlIsAFault(String endpoint) {
        assertThat(traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)).state())
                .isEqualTo(State.FAULT);
    }

    @Test
    void roomThatIsThereIsWellThatLacksAWarningAndThatCannotBeWrittenAFault(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        List<Finding> findings = new DiskCheck(List.of(
                        new Room(folder.resolve("not/yet/there"), "one", 1),
                        new Room(folder, "two", Long.MAX_VALUE >> 20),
                        new Room(file.resolve("three"), "three", 1)))
                .look();

        assertThat(findings).extracting(Finding::state).containsExactlyInAnyOrder(State.OK, State.WARNING, State.FAULT);
        assertThat(findings)
                .filteredOn(finding -> finding.state() == State.FAULT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).contains("cannot write to", "for three"));
    }

    private static Finding port(int port) throws InterruptedException {
        return new PortCheck(HERE, port, 0).look().getFirst();
    }

    @Test
    void aFreePortIsWellAndOneThatSomebodyElseHasIsAFault() throws Exception {
        assertThat(port(Program.freePort()).state()).isEqualTo(State.OK);
        assertThat(port(0).state()).isEqualTo(State.OK);
        HttpServer other = HttpServer.create(new InetSocketAddress(HERE, 0), 1);
        other.start();
        try {
            assertThat(port(other.getAddress().getPort())).satisfies(finding -> {
                assertThat(finding.state()).isEqualTo(State.FAULT);
                assertThat(finding.line()).contains("cannot be had", "server.port");
            });
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aPortThatTheRunningServiceHasIsWell() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(HERE, 0), 1);
        service.createContext("/health/liveness", exchange -> {
            byte[] up = "{\"status\":\"UP\"}".getBytes();
            exchange.sendResponseHeaders(200, up.length);
            exchange.getResponseBody().write(up);
            exchange.close();
        });
        service.start();
        try {
            int port = service.getAddress().getPort();
            assertThat(new PortCheck(HERE, port, port).look())
                    .extracting(Finding::state)
                    .containsOnly(State.OK);
        } finally {
            service.stop(0);
        }
    }
}
