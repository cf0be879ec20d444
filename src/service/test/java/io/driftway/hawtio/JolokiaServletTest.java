package io.driftway.hawtio;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;

/** The real servlet over the MBeans of a real Camel context, and of this JVM. */
class JolokiaServletTest {

    private static final String SHIPPED = "/jolokia-access.xml";
    /** Names every attribute and every operation of every MBean. */
    private static final String PERMISSIVE = "/policy/permissive.xml";

    /** Of the commands, allows version alone. */
    private static final String VERSION = "/policy/version.xml";

    private static final String CONTEXT = "org.apache.camel:context=jolokia-test,type=context,name=\"jolokia-test\"";
    private static final String ROUTE = "org.apache.camel:context=jolokia-test,type=routes,name=\"judge\"";
    private static final String INFLIGHT =
            "org.apache.camel:context=jolokia-test,type=services,name=DefaultInflightRepository";
    private static final String SECRET = "canary-8c1f";
    private static final int AT_ONCE = 500;

    private static final String ROUTES = """
            - route:
                id: judge
                description: What it means
                from:
                  uri: direct:judge
                  steps:
                    - to:
                        id: ask
                        description: Says so
                        uri: direct:decide
            - route:
                id: decide
                description: Decides
                from:
                  uri: direct:decide
                  steps:
                    - setBody:
                        id: speak
                        simple: "{{driftway.secret}}"
            """;

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

    @BeforeAll
    static void aContextWithItsMBeans() throws Exception {
        LogManager.getLogManager();
        Properties settings = new Properties();
        settings.put("driftway.secret", SECRET);
        CAMEL.setNameStrategy(new ExplicitCamelContextNameStrategy("jolokia-test"));
        CAMEL.getManagementNameStrategy().setNamePattern("jolokia-test");
        CAMEL.getPropertiesComponent().setInitialProperties(settings);
        CAMEL.getInflightRepository().setInflightBrowseEnabled(true);
        PluginHelper.getRoutesLoader(CAMEL).loadRoutes(ResourceHelper.fromString("judge.camel.yaml", ROUTES));
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    private static JolokiaServlet servlet(String policy) {
        try {
            InputStream in = JolokiaServletTest.class.getResourceAsStream(policy);
            assertThat(in).as(policy).isNotNull();
            JolokiaServlet servlet = new JolokiaServlet(in);
            servlet.init(new MockServletConfig("jolokia"));
            return servlet;
        } catch (jakarta.servlet.ServletException failure) {
            throw new AssertionError(failure);
        }
    }

    private static MockHttpServletResponse post(String policy, String body, Consumer<MockHttpServletRequest> change) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/hawtio/jolokia");
        request.setContentType("application/json");
        request.setContent(body.getBytes(UTF_8));
        request.addHeader("Origin", "http://localhost");
        change.accept(request);
        return answer(policy, request);
    }

    private static MockHttpServletResponse answer(String policy, MockHttpServletRequest request) {
        JolokiaServlet servlet = servlet(policy);
        request.setUserPrincipal(() -> "ann");
        try {
            MockHttpServletResponse response = new MockHttpServletResponse();
            servlet.service(request, response);
            return response;
        } catch (jakarta.servlet.ServletException | IOException failure) {
            throw new AssertionError(failure);
        } finally {
            servlet.destroy();
        }
    }

    private static JsonNode ask(String policy, String body) {
        try {
            return Json.MAPPER.readTree(post(policy, body, unchanged -> {}).getContentAsString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static ObjectNode request(String type, ObjectName name) {
        return Json.MAPPER.createObjectNode().put("type", type).put("mbean", name.getCanonicalName());
    }

    /** The statuses in the answers to many requests, with the request beside it where it is another than 403. */
    private static List<String> otherThanRefused(String policy, List<ObjectNode> requests) {
        List<String> others = new ArrayList<>();
        for (int from = 0; from < requests.size(); from += AT_ONCE) {
            List<ObjectNode> some = requests.subList(from, Math.min(from + AT_ONCE, requests.size()));
            JsonNode answers = ask(policy, some.toString());
            assertThat(answers).hasSameSizeAs(some);
            for (int i = 0; i < some.size(); i++) {
                if (answers.get(i).path("status").asInt() != 403) {
                    others.add(some.get(i) + " -> " + answers.get(i));
                }
            }
        }
        return others;
    }

    private static Map<ObjectName, MBeanInfo> mbeans() {
        return JMX.queryNames(null, null).stream().collect(Collectors.toMap(name -> name, name -> {
            try {
                return JMX.getMBeanInfo(name);
            } catch (JMException failure) {
                throw new AssertionError(failure);
            }
        }));
    }

    private static boolean isOneOfTheFew(ObjectName name, String operation) {
        return Set.of("dumpRoutesAsXml()", "dumpRoutesStatsAsXml", "dumpRoutesStatsAsXml(boolean,boolean)")
                                .contains(operation)
                        && "context".equals(name.getKeyProperty("type"))
                || operation.equals("isUpdateRouteEnabled()") && "routes".equals(name.getKeyProperty("type"))
                || operation.equals("browse()")
                        && Set.of("DefaultInflightRepository", "DefaultAsyncProcessorAwaitManager")
                                .contains(String.valueOf(name.getKeyProperty("name")));
    }

    @ParameterizedTest
    @ValueSource(strings = {SHIPPED, PERMISSIVE})
    void everyOperationOfEveryMBeanIsRefusedButTheFewThatDraw(String policy) {
        List<ObjectNode> calls = new ArrayList<>();
        mbeans().forEach((name, mbean) -> Arrays.stream(mbean.getOperations())
                .flatMap(operation -> Stream.of(
                        operation.getName(),
                        operation.getName()
                                + Arrays.stream(operation.getSignature())
                                        .map(MBeanParameterInfo::getType)
                                        .collect(Collectors.joining(",", "(", ")"))))
                .filter(operation -> !isOneOfTheFew(name, operation))
                .forEach(operation -> calls.add(request("exec", name).put("operation", operation))));

        assertThat(calls)
                .hasSizeGreaterThan(1_000)
                .anySatisfy(call -> assertThat(call.toString()).contains("requestBody(java.lang.String"))
                .anySatisfy(call -> assertThat(call.toString()).contains("createEndpoint"))
                .anySatisfy(call -> assertThat(call.toString()).contains("updateRouteFromXml"))
                .anySatisfy(call -> assertThat(call.toString()).contains("dumpRoutesAsXml(boolean"))
                .anySatisfy(call -> assertThat(call.toString()).contains("DiagnosticCommand"))
                .anySatisfy(call -> assertThat(call.toString()).contains("FlightRecorder"))
                .anySatisfy(call -> assertThat(call.toString()).contains("setLoggerLevel"));
        assertThat(otherThanRefused(policy, calls)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SHIPPED, PERMISSIVE})
    void noAttributeIsWritten(String policy) {
        List<ObjectNode> writes = new ArrayList<>();
        mbeans().forEach((name, mbean) -> Arrays.stream(mbean.getAttributes())
                .forEach(attribute -> writes.add(request("write", name)
                        .put("attribute", attribute.getName())
                        .put("value", "true"))));

        assertThat(writes).hasSizeGreaterThan(300);
        assertThat(otherThanRefused(policy, writes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SHIPPED, PERMISSIVE})
    void ofOtherMBeansThanCamelsAndTheJvmsNothingIsReadOrListed(String policy) {
        List<ObjectNode> reads = new ArrayList<>();
        mbeans().forEach((name, mbean) -> {
            if (!Set.of("org.apache.camel", "java.lang").contains(name.getDomain())) {
                Arrays.stream(mbean.getAttributes())
                        .forEach(attribute -> reads.add(request("read", name).put("attribute", attribute.getName())));
            }
        });

        assertThat(reads).hasSizeGreaterThan(30);
        assertThat(otherThanRefused(policy, reads)).isEmpty();
        assertThat(ask(policy, "{\"type\":\"list\"}").path("value").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("org.apache.camel", "java.lang");
        assertThat(ask(policy, "{\"type\":\"search\",\"mbean\":\"*:*\"}").path("value"))
                .allSatisfy(name -> assertThat(name.asText()).containsPattern("^(org\\.apache\\.camel|java\\.lang):"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang:type=Runtime SystemProperties",
                "java.lang:type=Runtime InputArguments",
                CONTEXT + " GlobalOptions",
                ROUTE + " LastError"
            })
    void whatMayHoldASecretIsNotReadWhateverThePolicySays(String attribute) {
        String[] parts = attribute.split(" (?=\\w+$)");

        assertThat(ask(
                                PERMISSIVE,
                                Json.MAPPER
                                        .createObjectNode()
                                        .put("type", "read")
                                        .put("mbean", parts[0])
                                        .put("attribute", parts[1])
                                        .toString())
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void aCommandThatThePolicyLeavesOutIsRefused() {
        assertThat(Stream.of(
                                "{\"type\":\"version\"}",
                                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"Uptime\"}",
                                "{\"type\":\"list\"}",
                                "{\"type\":\"search\",\"mbean\":\"*:*\"}",
                                "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":\"true\"}",
                                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}")
                        .map(asked -> ask(VERSION, asked).path("status").asInt()))
                .containsExactly(200, 200, 403, 403, 403, 403);
    }

    @Test
    void theShippedPolicyShowsRoutesAndFiguresAndNothingOfTheJvmsSettings() {
        JsonNode route = ask(
                SHIPPED,
                "{\"type\":\"read\",\"mbean\":\"%s\",\"attribute\":[\"RouteId\",\"Description\",\"ExchangesFailed\"]}"
                        .formatted(ROUTE.replace("\"", "\\\"")));

        assertThat(route.path("value").path("Description").asText()).isEqualTo("What it means");
        List<ObjectNode> reads = new ArrayList<>();
        Stream.of("BootClassPath", "ClassPath", "LibraryPath", "Name", "Pid").forEach(attribute -> {
            try {
                reads.add(request("read", new ObjectName("java.lang:type=Runtime"))
                        .put("attribute", attribute));
            } catch (JMException failure) {
                throw new AssertionError(failure);
            }
        });
        assertThat(otherThanRefused(SHIPPED, reads)).isEmpty();
    }

    @Test
    void ofAllAttributesAtOnceThoseAreThereThatMayBeRead() throws IOException {
        String asked = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\"}";
        MockHttpServletResponse response =
                post(SHIPPED, asked, request -> request.addParameter("ignoreErrors", "true"));

        assertThat(Json.MAPPER
                        .readTree(response.getContentAsString())
                        .path("value")
                        .fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("SpecVersion", "StartTime", "Uptime", "VmName", "VmVersion");
    }

    @Test
    void aRouteIsDrawnUnderItsIdsAndDescriptionsWithoutWhatAPlaceholderStandsFor() {
        String xml = ask(
                        SHIPPED,
                        "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"dumpRoutesAsXml()\"}"
                                .formatted(CONTEXT.replace("\"", "\\\"")))
                .path("value")
                .asText();

        assertThat(xml)
                .contains("id=\"judge\"", "description=\"What it means\"", "description=\"Says so\"")
                .contains("{{driftway.secret}}")
                .doesNotContain(SECRET);
        assertThat(ask(
                                SHIPPED,
                                "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"dumpRoutesStatsAsXml\",\"arguments\":[true,true]}"
                                        .formatted(CONTEXT.replace("\"", "\\\"")))
                        .path("value")
                        .asText())
                .contains("<routeStat id=\"judge\"");
        assertThat(ask(SHIPPED, "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"browse()\"}".formatted(INFLIGHT))
                        .path("status")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void aListSaysOfEachOperationWhetherItMayBeCalledAndShowsNoOther() {
        JsonNode context = StreamSupport.stream(
                        ask(SHIPPED, "{\"type\":\"list\"}")
                                .path("value")
                                .path("org.apache.camel")
                                .properties()
                                .spliterator(),
                        false)
                .filter(mbean -> mbean.getKey().contains("type=context")
                        && mbean.getKey().contains("context=jolokia-test"))
                .findFirst()
                .orElseThrow()
                .getValue();

        assertThat(context.path("op").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("dumpRoutesAsXml", "dumpRoutesStatsAsXml");
        assertThat(context.path("opByString").path("stop()").path("canInvoke").asBoolean(true))
                .isFalse();
        assertThat(context.path("opByString")
                        .path("dumpRoutesAsXml()")
                        .path("canInvoke")
                        .asBoolean())
                .isTrue();
        assertThat(context.path("attr").has("GlobalOptions")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "\"version\"",
                "[]",
                "[{\"type\":\"version\"},7]",
                "{\"type\":\"VERSION\"}",
                "{\"type\":\"config\",\"key\":\"debug\"}",
                "{\"type\":\"notification\",\"command\":\"register\"}",
                "{\"type\":\"notification\",\"command\":\"add\",\"mode\":\"pull\",\"mbean\":\"java.lang:type=Memory\"}",
                "{\"mbean\":\"java.lang:type=Runtime\"}",
                "{\"type\":\"version\",\"target\":{\"url\":\"service:jmx:rmi:///jndi/rmi://127.0.0.1:1/x\"}}",
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"Uptime\",\"target\":{\"url\":\"x\"}}",
                "{\"type\":\"version\",\"config\":{\"a\":{\"b\":1}}}",
                "[{\"type\":\"version\"},{\"type\":\"notification\",\"command\":\"register\"}]",
                "{\"type\":\"version\",\"value\":[[[[]]]]}"
            })
    void whatHawtioNeverAsksIsNotAnswered(String body) {
        assertThat(post(SHIPPED, body, unchanged -> {}).getStatus()).isEqualTo(403);
    }

    @Test
    void aRequestThatIsSentAnotherWayIsNotAnswered() {
        String version = "{\"type\":\"version\"}";
        List<Consumer<MockHttpServletRequest>> ways = List.of(
                request -> request.setContentType("text/plain"),
                request -> request.setContentType("application/x-www-form-urlencoded"),
                request -> request.setContentType(null),
                request -> request.setPathInfo("/exec/java.lang:type=Memory/gc"),
                request -> request.addParameter("callback", "alert"),
                request -> request.addParameter("mimeType", "text/html"),
                request -> request.addParameter("maxDepth", "1", "2"),
                request -> request.addParameter("includeStackTrace", "true"),
                request -> request.setContent(("[" + version + ("," + version).repeat(1_000) + "]").getBytes(UTF_8)));

        assertThat(post(SHIPPED, version, unchanged -> {}).getStatus()).isEqualTo(200);
        assertThat(ways)
                .allSatisfy(way ->
                        assertThat(post(SHIPPED, version, way).getStatus()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/version",
                "/list",
                "/read/java.lang:type=Memory",
                "/exec/java.lang:type=Memory/gc",
                "/write/java.lang:type=Memory/Verbose/true",
                "/search/*:*",
                "/notification/register"
            })
    void nothingIsAskedByGet(String path) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/hawtio/jolokia" + path);
        request.setPathInfo(path);

        assertThat(answer(PERMISSIVE, request).getStatus()).isEqualTo(403);
    }

    @Test
    void byGetThereIsAVersionAndWithAQueryNotEvenThat() {
        MockHttpServletRequest query = new MockHttpServletRequest("GET", "/hawtio/jolokia");
        query.setQueryString("p=exec/java.lang:type=Memory/gc");

        assertThat(answer(PERMISSIVE, new MockHttpServletRequest("GET", "/hawtio/jolokia"))
                        .getContentAsByteArray())
                .asString(UTF_8)
                .matches("\\{\"value\":\\{\"agent\":\"[0-9.]+\"}}");
        assertThat(answer(PERMISSIVE, query).getStatus()).isEqualTo(403);
        assertThat(answer(PERMISSIVE, new MockHttpServletRequest("OPTIONS", "/hawtio/jolokia"))
                        .getStatus())
                .isEqualTo(403);
        assertThat(answer(PERMISSIVE, new MockHttpServletRequest("PUT", "/hawtio/jolokia"))
                        .getStatus())
                .isEqualTo(405);
    }

    @Test
    void nobodyIsAnsweredWhoIsNotKnown() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/hawtio/jolokia/");
        request.setPathInfo("/");
        MockHttpServletResponse response = new MockHttpServletResponse();
        JolokiaServlet servlet = servlet(PERMISSIVE);

        servlet.service(request, response);
        servlet.destroy();

        assertThat(response.getStatus()).isEqualTo(401);
    }

    @Test
    void noOtherOriginIsToldThatItMayRead() {
        MockHttpServletResponse response = post(SHIPPED, "{\"type\":\"version\"}", unchanged -> {});

        assertThat(response.getHeaderNames()).noneMatch(name -> name.startsWith("Access-Control"));
    }

    @Test
    void moreThanIsAnsweredAtOnceIsCutOff() {
        String list = "{\"type\":\"list\"}";

        MockHttpServletResponse answer = post(SHIPPED, "[" + (list + ",").repeat(949) + list + "]", unchanged -> {});

        assertThat(answer.getStatus()).isEqualTo(413);
        assertThat(answer.getContentAsByteArray()).hasSizeLessThan(JolokiaServlet.MAX_ANSWER_BYTES);
    }

    @Test
    void aRequestThatIsTooLongIsTooLong() {
        assertThat(post(SHIPPED, "[" + " ".repeat(300_000) + "]", unchanged -> {})
                        .getStatus())
                .isEqualTo(413);
    }

    /** The first is held up where its answer goes out; some wait for it, the others are sent away. */
    @Test
    void onePostIsAnsweredAtATimeAndNotAnyNumberWait() throws Exception {
        JolokiaServlet servlet = servlet(SHIPPED);
        CountDownLatch heldUp = new CountDownLatch(1);
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                clients.submit(() -> {
                    MockHttpServletResponse response = new MockHttpServletResponse() {
                        @Override
                        public void setContentLength(int length) {
                            super.setContentLength(length);
                            try {
                                heldUp.await();
                            } catch (InterruptedException stopped) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    };
                    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/hawtio/jolokia");
                    request.setContentType("application/json");
                    request.setContent("{\"type\":\"version\"}".getBytes(UTF_8));
                    request.addHeader("Origin", "http://localhost");
                    request.setUserPrincipal(() -> "ann");
                    servlet.service(request, response);
                    statuses.add(response.getStatus());
                    return null;
                });
            }
            await().atMost(PATIENCE).until(() -> statuses.contains(429));
            assertThat(statuses).doesNotContain(200);
            heldUp.countDown();
        } finally {
            servlet.destroy();
        }
        assertThat(statuses).hasSize(30).contains(200);
    }
}
