package io.driftway.hawtio;

import static io.driftway.support.Patience.ANSWER;
import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.driftway.format.json.Json;
import io.driftway.support.Browser;
import io.driftway.support.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The real jar with Hawtio on, over HTTP and in a real browser. */
class HawtioIT {

    private static final String USER = "ann";
    private static final String PASSWORD = "canary-password-31c7";
    private static final Set<String> MAY_BE_CALLED =
            Set.of("dumpRoutesAsXml()", "dumpRoutesStatsAsXml(boolean,boolean)", "isUpdateRouteEnabled()", "browse()");

    @TempDir
    private static Path folder;

    private static final int PORT = Program.freePort();
    private static final AtomicInteger STRANGERS = new AtomicInteger();
    private static Program service;

    @BeforeAll
    static void aServiceWithHawtio() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SERVER_PORT",
                String.valueOf(PORT),
                "SERVER_ADDRESS",
                "127.0.0.1",
                "DRIFTWAY_STORE_KIND",
                "folder",
                "DRIFTWAY_STORE_FOLDER",
                folder.resolve("store").toString(),
                "DRIFTWAY_RETRAIN_LAUNCHER",
                "process",
                "DRIFTWAY_HAWTIO_ENABLED",
                "true",
                "DRIFTWAY_HAWTIO_USER",
                USER,
                "DRIFTWAY_HAWTIO_PASSWORD",
                PASSWORD));
        // As on a cluster, where Spring Boot would believe whom a header names.
        environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", "443");
        // What Jolokia and Hawtio would let themselves be told by.
        environment.put("JOLOKIA_RESTRICTOR_CLASS", "org.jolokia.server.core.restrictor.AllowAllRestrictor");
        environment.put("JOLOKIA_POLICY_LOCATION", "classpath:/no-such.xml");
        environment.put("HAWTIO_AUTHENTICATIONENABLED", "false");
        service = Program.startWarm(environment, List.of("run"));
        await("the routes of the service")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .failFast("the service ended", () -> !service.isAlive())
                .until(() -> ask("{\"type\":\"search\",\"mbean\":\"org.apache.camel:type=routes,*\"}")
                                .path("value")
                                .size()
                        > 10);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String base() {
        return "http://127.0.0.1:" + PORT;
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base() + path)).timeout(ANSWER);
    }

    private static String credentials(String password) {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + password).getBytes(UTF_8));
    }

    private static HttpRequest.Builder post(String body) {
        return request("/hawtio/jolokia")
                .header("Authorization", credentials(PASSWORD))
                .header("Content-Type", "application/json")
                .header("Origin", base())
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, "127.0.0.1");
    }

    /** An address of this machine that nobody has called from: who says a wrong password too often is locked out. */
    private static String stranger() {
        return "127.0.1." + STRANGERS.incrementAndGet();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String from) {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(from))
                .build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static JsonNode ask(String body) {
        try {
            return Json.MAPPER.readTree(send(post(body)).body());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hawtio/",
                "/hawtio/index.html",
                "/hawtio/user",
                "/hawtio/camel",
                "/hawtio/hawtconfig.json",
                "/hawtio/static/js/main.cbde73c6.js",
                "/hawtio/jolokia",
                "/hawtio/jolokia/version",
                "/hawtio/jolokia/",
                "/hawtio/jolokia/list/x"
            })
    void whoDoesNotSayWhoTheyAreGetsNothing(String path) {
        HttpResponse<String> answer = send(request(path));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"Driftway\"");
        assertThat(send(request(path).header("Authorization", credentials("canary-password-31c8")), stranger())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request(path).header("Authorization", "Bearer x")).statusCode())
                .isEqualTo(401);
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hawtio/jolokia", "/hawtio/jolokia/", "/hawtio/jolokia?maxDepth=1"})
    void whoDoesNotSayWhoTheyAreCannotAskJolokia(String path) {
        assertThat(send(request(path)
                                .header("Content-Type", "application/json")
                                .header("Origin", base())
                                .POST(BodyPublishers.ofString("{\"type\":\"version\"}")))
                        .statusCode())
                .isEqualTo(401);
    }

    /** Each operation of each MBean that the list names, whether the console would show a button for it or not. */
    @Test
    void whoGuessesIsLockedOutAndLeavesATrace() {
        String guesser = stranger();

        List<Integer> statuses = IntStream.range(0, 60)
                .mapToObj(i -> send(request("/hawtio/").header("Authorization", credentials("guess-" + i)), guesser)
                        .statusCode())
                .toList();

        assertThat(statuses.subList(0, 5)).containsOnly(401);
        assertThat(statuses.subList(5, 60)).containsOnly(429);
        assertThat(send(request("/hawtio/").header("Authorization", credentials(PASSWORD)), guesser)
                        .statusCode())
                .as("not even the right one, or a guesser would learn which it is")
                .isEqualTo(429);
        assertThat(send(request("/hawtio/").header("Authorization", credentials(PASSWORD)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.output().lines().filter(line -> line.contains("\"address\":\"" + guesser + "\"")))
                .hasSize(5);
        assertThat(Program.answer(PORT + 1, "/metrics"))
                .contains("driftway_hawtio_refused_logins_total{result=\"locked\"} 56.0");
    }

    @Test
    void aListAskedForTooOftenIsCutOffAndTheServiceGoesOn() {
        String list = "{\"type\":\"list\"}";

        assertThat(send(post("[" + (list + ",").repeat(949) + list + "]")).statusCode())
                .isEqualTo(413);
        assertThat(ask(list).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void everyOperationIsRefusedButTheFewThatDraw() {
        Map<String, Set<String>> operations = new HashMap<>();
        ask("{\"type\":\"list\"}").path("value").properties().forEach(domain -> domain.getValue()
                .properties()
                .forEach(mbean -> operations.put(
                        domain.getKey() + ":" + mbean.getKey(),
                        mbean.getValue().path("opByString").properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toCollection(TreeSet::new)))));
        // Those are not even listed.
        for (String hidden : List.of(
                "com.sun.management:type=DiagnosticCommand vmSystemProperties",
                "com.sun.management:type=DiagnosticCommand jvmtiAgentLoad([Ljava.lang.String;)",
                "com.sun.management:type=HotSpotDiagnostic dumpHeap(java.lang.String,boolean)",
                "com.sun.management:type=HotSpotDiagnostic setVMOption(java.lang.String,java.lang.String)",
                "jdk.management.jfr:type=FlightRecorder newRecording()",
                "jdk.management.jfr:type=FlightRecorder copyTo(long,java.lang.String)",
                "java.util.logging:type=Logging setLoggerLevel(java.lang.String,java.lang.String)",
                "JMImplementation:type=MBeanServerDelegate x",
                "jolokia:type=Config,agent=driftway resetHistoryEntries()",
                "no.such:type=MBean x")) {
            operations.put(hidden.split(" ")[0], Set.of(hidden.split(" ")[1]));
        }
        List<String> calls = new ArrayList<>();
        ArrayNode requests = Json.MAPPER.createArrayNode();
        operations.forEach((mbean, names) -> names.stream()
                .filter(operation -> !MAY_BE_CALLED.contains(operation))
                .forEach(operation -> {
                    calls.add(mbean + " " + operation);
                    requests.addObject().put("type", "exec").put("mbean", mbean).put("operation", operation);
                }));

        assertThat(calls)
                .hasSizeGreaterThan(1_000)
                .anyMatch(call -> call.contains("requestBody("))
                .anyMatch(call -> call.contains("sendBody("))
                .anyMatch(call -> call.contains("createEndpoint("))
                .anyMatch(call -> call.contains("setGlobalOption("))
                .anyMatch(call -> call.contains("updateRouteFromXml("))
                .anyMatch(call -> call.endsWith(" stop()"))
                .anyMatch(call -> call.endsWith(" remove()"));
        List<String> notRefused = new ArrayList<>();
        for (int from = 0; from < calls.size(); from += 500) {
            ArrayNode some = Json.MAPPER.createArrayNode();
            for (int i = from; i < Math.min(from + 500, calls.size()); i++) {
                some.add(requests.get(i));
            }
            JsonNode answers = ask(some.toString());
            for (int i = 0; i < some.size(); i++) {
                if (answers.path(i).path("status").asInt() != 403) {
                    notRefused.add(calls.get(from + i) + " -> " + answers.path(i));
                }
            }
        }
        assertThat(notRefused).isEmpty();
        assertThat(service.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Sec-Fetch-Site: cross-site",
                "Content-Type: text/plain"
            })
    void aPageElsewhereCannotAskThroughThePersonsBrowser(String forged) {
        String[] header = forged.split(": ");

        assertThat(send(post("{\"type\":\"version\"}")).statusCode()).isEqualTo(200);
        assertThat(send(post("{\"type\":\"version\"}").setHeader(header[0], header[1]))
                        .statusCode())
                .isEqualTo(403);
    }

    /** The address that counts is the one that the connection came from: were the header believed, this caller would be elsewhere. */
    @Test
    void aHeaderDoesNotSayWhoCalls() {
        for (String header : List.of("X-Forwarded-For", "X-Real-IP")) {
            assertThat(send(post("{\"type\":\"version\"}").header(header, "203.0.113.9"))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(send(post("{\"type\":\"version\"}").header("Forwarded", "for=203.0.113.9;host=evil.example"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyThePathsOfTheConsoleAreThereAndTheyAreRead() {
        String authorization = credentials(PASSWORD);
        for (String path : List.of(
                "/jolokia",
                "/hawtiox",
                "/hawtio/proxy/http/127.0.0.1/80/",
                "/hawtio/static/js/main.cbde73c6.js.map",
                "/hawtio/img/../jolokia-access.xml",
                "/hawtio/%2e%2e/application.yaml",
                "/hawtio/..;/metrics",
                "/hawtio/x.json")) {
            assertThat(send(request(path).header("Authorization", authorization))
                            .statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            assertThat(send(request("/hawtio/user")
                                    .header("Authorization", authorization)
                                    .header("Origin", base())
                                    .method(method, BodyPublishers.noBody()))
                            .statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(send(request("/hawtio/auth/logout").header("Authorization", authorization))
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.output()).doesNotContain(PASSWORD);
    }

    @Test
    void aPersonLogsInAndSeesTheRoutesDrawnUnderTheirIdsAndDescriptions() throws IOException {
        try (Browser browser = Browser.open()) {
            browser.show(base().replace("//", "//" + USER + ":" + PASSWORD + "@") + "/hawtio/hawtconfig.json");
            browser.show(base() + "/hawtio/camel");
            click(browser, "//*[text()='decide']");
            // It is drawn anew while one looks.
            await("the diagram").atMost(PATIENCE).untilAsserted(() -> assertThat(nodes(browser))
                    .contains(
                            "(ID: commit-batch)",
                            "(ID: decide-batch)",
                            "(ID: write-predictions)",
                            "(ID: write-report)",
                            "(ID: note-failure)"));
            assertThat(browser.screenshot("hawtio-route-diagram-desktop")).isNotEmptyFile();

            click(browser, "//a[text()='Attributes']");
            await("the route's description").atMost(PATIENCE).until(() -> browser.text()
                    .contains("The verdict, committed once, with its predictions and its report"));
            assertThat(browser.text()).contains("ExchangesFailed", "LastExchangeFailureExchangeId");
            click(browser, "//a[text()='Exchanges']");
            await("what is in flight").atMost(PATIENCE).until(() -> browser.text()
                    .contains("Inflight Exchanges"));

            click(browser, "//*[text()='routes']");
            click(browser, "//a[text()='Route Diagram']");
            await("all routes in one diagram")
                    .atMost(PATIENCE)
                    .until(() -> Stream.of("ingest", "retrain", "promote", "compare")
                                    .allMatch(route -> browser.text().contains(route))
                            && browser.all(".camel-node-content").size() > 100);
            click(browser, "//a[text()='Routes']");
            await("the table of routes").atMost(PATIENCE).until(() -> browser.text()
                    .contains("Started"));
            assertThat(browser.driver().findElements(By.xpath("//button[contains(.,'Stop') or contains(.,'Delete')]")))
                    .as("nothing to press that does something")
                    .noneMatch(WebElement::isEnabled);
            assertThat(errors(browser)).isEmpty();

            browser.use(Browser.Screen.PHONE, Browser.Scheme.LIGHT);
            browser.show(base() + "/hawtio/camel/routeDiagram");
            await("the console on a phone").atMost(PATIENCE).until(() -> browser.text()
                    .contains("Driftway"));
            assertThat(browser.screenshot("hawtio-route-diagram-phone")).isNotEmptyFile();
            assertThat(errors(browser)).isEmpty();
        }
        assertThat(Files.exists(Path.of("target/screenshots/hawtio-route-diagram-desktop.png")))
                .isTrue();
    }

    /** The browser asks, whenever it likes, for an icon beside the file that it was shown first; that is no page of ours. */
    private static List<String> errors(Browser browser) {
        return browser.consoleErrors().stream()
                .filter(error -> !error.contains("/favicon.ico "))
                .toList();
    }

    private static List<String> nodes(Browser browser) {
        return browser.text().lines().filter(line -> line.startsWith("(ID: ")).toList();
    }

    private static void click(Browser browser, String xpath) {
        await(xpath).atMost(PATIENCE).ignoreExceptions().until(() -> {
            browser.driver().findElement(By.xpath(xpath)).click();
            return true;
        });
    }
}
