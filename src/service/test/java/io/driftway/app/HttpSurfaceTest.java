package io.driftway.app;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/** What answers on the port of the service, asked over sockets so that no client makes a path any better. Hawtio is off, as it is by default. */
class HttpSurfaceTest {

    private static final String REPORT = "/reports/" + "0".repeat(64);
    private static final List<Integer> REFUSED = List.of(400, 403, 404, 405, 501);

    @TempDir
    private static Path folder;

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void theService() {
        service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder,
                "--driftway.retrain.launcher=process");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private enum Port {
        PAGES("local.server.port"),
        MANAGEMENT("local.management.port");

        private final String setting;

        Port(String setting) {
            this.setting = setting;
        }

        InetSocketAddress address() {
            return new InetSocketAddress(
                    InetAddress.getLoopbackAddress(),
                    service.getEnvironment().getRequiredProperty(setting, Integer.class));
        }

        /** Which of them answers this path. */
        static Port of(String path) {
            return path.startsWith("/metrics") || path.startsWith("/health") ? MANAGEMENT : PAGES;
        }
    }

    private static String send(String request) {
        return send(Port.PAGES, request);
    }

    private static String send(Port port, String request) {
        try (Socket socket = new Socket()) {
            socket.connect(port.address());
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String ask(String method, String path) {
        return ask(Port.of(path), method, path);
    }

    private static String ask(Port port, String method, String path) {
        return send(port, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static int status(String method, String path) {
        return status(Port.of(path), method, path);
    }

    private static int status(Port port, String method, String path) {
        return Integer.parseInt(ask(port, method, path).split(" ", 3)[1]);
    }

    private static void isFoundNowhere(String path) {
        assertThat(Port.values())
                .allSatisfy(
                        port -> assertThat(status(port, "GET", path)).as(path).isEqualTo(404));
    }

    /** Every endpoint that some jar brings, used or not. */
    static Stream<String> endpoints() throws IOException {
        var jars = new PathMatchingResourcePatternResolver();
        var classes = new SimpleMetadataReaderFactory();
        TreeSet<String> ids = new TreeSet<>();
        for (String root :
                List.of("org/springframework", "org/apache/camel", "io/micrometer", "io/hawt", "org/jolokia")) {
            for (Resource file : jars.getResources("classpath*:" + root + "/**/*Endpoint*.class")) {
                MergedAnnotation<Endpoint> endpoint = classes.getMetadataReader(file)
                        .getAnnotationMetadata()
                        .getAnnotations()
                        .get(Endpoint.class);
                if (endpoint.isPresent() && !endpoint.getString("id").isEmpty()) {
                    ids.add(endpoint.getString("id"));
                }
            }
        }
        return ids.stream();
    }

    @Test
    void theContractedPathsAnswer() {
        assertThat(status("GET", "/")).isEqualTo(200);
        assertThat(status("GET", "/metrics")).isEqualTo(200);
        assertThat(status("GET", "/health/liveness")).isEqualTo(200);
        assertThat(status("GET", "/health/readiness")).as("no champion yet").isEqualTo(503);
        assertThat(status("GET", "/health")).as("no champion yet").isEqualTo(503);
        assertThat(status("HEAD", "/metrics")).isEqualTo(200);
    }

    @Test
    void everyEndpointOnTheClassPathIsThereToBeAskedFor() throws IOException {
        assertThat(endpoints())
                .hasSizeGreaterThan(20)
                .contains(
                        "env", "heapdump", "beans", "loggers", "shutdown", "threaddump", "configprops", "camelroutes");
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void noEndpointButHealthAndMetricsAnswers(String id) {
        Stream<String> paths = Stream.of(
                        "/%s", "/%s/", "/%s/x", "/actuator/%s", "/actuator/%s/x", "/management/%s", "/observe/%s")
                .map(path -> path.formatted(id));

        assertThat(paths.filter(path -> !path.equals("/health") && !path.equals("/metrics")))
                .allSatisfy(HttpSurfaceTest::isFoundNowhere);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hawtio",
                "/hawtio/",
                "/hawtio/index.html",
                "/hawtio/jolokia",
                "/hawtio/user",
                "/jolokia",
                "/jolokia/version",
                "/actuator",
                "/actuator/",
                "/error",
                "/favicon.ico",
                "/index.html",
                "/metrics/",
                "/metrics/jvm.memory.used",
                "/health/",
                "/health/champion",
                "/health/liveness/livenessState",
                "/health/readiness/champion",
                "/reports",
                "/reports/",
                "/reports/x",
                "/batches/",
                "/batches/x",
                "/features/",
                "/features/.",
                "/features/..",
                "/features/a/b",
                "/features/a;b",
                "/camel",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/application.yaml",
                "/routes/1-ingest.camel.yaml",
                "/jolokia-access.xml",
                "/page/status.mustache",
                "/q/dev",
                "/console",
                "/h2-console",
                "/swagger-ui.html"
            })
    void nothingElseAnswers(String path) {
        isFoundNowhere(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/health", "/health/liveness", "/health/readiness"})
    void whatOnePortAnswersTheOtherDoesNot(String path) {
        Port other = Port.of(path) == Port.PAGES ? Port.MANAGEMENT : Port.PAGES;

        assertThat(status(other, "GET", path)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//metrics",
                "/./metrics",
                "/metrics/.",
                "/metrics/..",
                "/metrics/../env",
                "/metrics/..;/env",
                "/metrics;a=b",
                "/;/metrics",
                "/;x",
                "/.;/metrics",
                "/health;x=/../env",
                "/health/..;/env",
                "/%2e/metrics",
                "/%2e%2e/env",
                "/metrics/%2e%2e/env",
                "/metrics%2f..%2fenv",
                "/metrics/%252e%252e/env",
                "/%6detrics",
                "/metrics%00",
                "/metrics%0a",
                "/metrics%20",
                "/metrics%09",
                "/metrics.json",
                "/metrics\\..\\env",
                "/metrics%5c..%5cenv",
                "/METRICS",
                "/Health",
                "/reports/..%2f..%2fchampion.json",
                "/reports/../metrics/x",
                "/\u00e9",
                "/%c0%ae%c0%ae/env",
                "/%u002e%u002e/env",
                "/metrics#x",
                "http://localhost/env",
                "http://localhost//metrics",
                "*",
                "env"
            })
    void noOtherSpellingOfAPathGetsThrough(String path) {
        assertThat(Port.values())
                .allSatisfy(port -> assertThat(status(port, "GET", path)).isIn(REFUSED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/health", "/health/liveness"})
    void aPathIsRead(String path) {
        assertThat(Stream.of(
                        "POST",
                        "PUT",
                        "DELETE",
                        "PATCH",
                        "OPTIONS",
                        "TRACE",
                        "CONNECT",
                        "PROPFIND",
                        "MOVE",
                        "get",
                        "NONSENSE"))
                .allSatisfy(
                        method -> assertThat(status(method, path)).as(method).isIn(REFUSED));
        assertThat(
                        send(
                                Port.of(path),
                                "GET " + path
                                        + " HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: DELETE\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 ")
                .doesNotStartWith("HTTP/1.1 405");
    }

    /** Spring Boot serves what lies in four folders of any jar, if it is let. */
    @Test
    void noFileOfAnyJarIsServed() throws IOException {
        PathMatchingResourcePatternResolver jars = new PathMatchingResourcePatternResolver();
        TreeSet<String> paths = new TreeSet<>();
        for (String root : List.of("META-INF/resources/", "resources/", "static/", "public/", "hawtio-static/")) {
            for (Resource file : jars.getResources("classpath*:" + root + "**/*")) {
                String url = file.getURL().toString();
                paths.add("/" + url.substring(url.indexOf(root) + root.length()));
            }
        }

        assertThat(paths.stream().filter(path -> path.matches("/[A-Za-z0-9._/-]+")))
                .contains("/hawtconfig.json")
                .allSatisfy(HttpSurfaceTest::isFoundNowhere);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/health/liveness", "/env"})
    void everyAnswerTellsABrowserToKeepToIt(String path) {
        assertThat(ask("GET", path).lines().map(String::strip))
                .anyMatch(line -> line.startsWith("Content-Security-Policy: default-src 'none';")
                        && line.contains("frame-ancestors 'none'"))
                .contains("X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Cache-Control: no-store")
                .filteredOn(line -> line.startsWith("Content-Security-Policy"))
                .hasSize(1);
    }

    @Test
    void noAnswerSaysWhatTheServerIs() {
        assertThat(Stream.of(
                        ask("GET", "/"),
                        ask("GET", "/env"),
                        ask("GET", REPORT),
                        ask("NONSENSE", "/"),
                        send("nonsense\r\n\r\n"),
                        send("GET / HTTP/9.9\r\n\r\n"),
                        send("GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                        send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")))
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("HTTP/1.1 ")
                        .doesNotContainIgnoringCase("\nServer:")
                        .doesNotContainIgnoringCase("tomcat")
                        .doesNotContain("Exception", "\tat "));
    }

    @Test
    void aRequestIsHeldToItsSize() {
        assertThat(send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(20_000)
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(send("GET /?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    /** More of them than there are connections; each sends a byte a second, so that none is ever idle. */
    @Test
    void clientsThatSendTheirHeadersByDripsStopNeitherProbesNorPages() throws Exception {
        try (Drips drips = Drips.on(Port.PAGES.address(), 600)) {
            await("all connections are taken").atMost(PATIENCE).until(() -> drips.sent() > 2_000);

            assertThat(status("GET", "/health/liveness")).isEqualTo(200);
            assertThat(status("GET", "/metrics")).isEqualTo(200);
            await("a page").atMost(PATIENCE).ignoreExceptions().until(() -> status("GET", "/") == 200);
            assertThat(drips.areDripping()).isTrue();
        }
    }

    /** The body was never asked for: no thread waits for the rest of it. */
    @Test
    void aBodyThatNobodyAskedForEndsItsConnection() {
        assertThat(send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx"))
                .startsWith("HTTP/1.1 200")
                .contains("Connection: close");
    }

    @Test
    void itListensOnThisMachineOnlyUnlessToldOtherwise() {
        assertThat(service.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(service.getEnvironment().getProperty("management.server.address"))
                .isEqualTo("127.0.0.1");
    }

    /** Clients that are in no hurry. */
    private static final class Drips implements AutoCloseable {

        private static final byte[] HEADER = ("GET / HTTP/1.1\r\nX-Slow: " + "x".repeat(4_000)).getBytes(US_ASCII);

        private final List<SocketChannel> channels = new ArrayList<>();
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private volatile long sent;
        private int next;

        static Drips on(InetSocketAddress address, int clients) throws IOException {
            Drips drips = new Drips();
            for (int i = 0; i < clients; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.connect(address);
                drips.channels.add(channel);
            }
            drips.clock.scheduleWithFixedDelay(drips::drip, 0, 1, TimeUnit.SECONDS);
            return drips;
        }

        private void drip() {
            for (SocketChannel channel : channels) {
                try {
                    if (channel.isConnected() || channel.finishConnect()) {
                        sent += channel.write(ByteBuffer.wrap(HEADER, next % HEADER.length, 1));
                    }
                } catch (IOException ended) {
                    close(channel);
                }
            }
            next++;
        }

        long sent() {
            return sent;
        }

        boolean areDripping() {
            return channels.stream().anyMatch(SocketChannel::isOpen);
        }

        @Override
        public void close() {
            clock.shutdownNow();
            channels.forEach(Drips::close);
        }

        private static void close(SocketChannel channel) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
