package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flow of {@code camel-k}, with stages that only say that they were called. */
class KameletFlowTest {

    private static final String FAILURES = """
            - routeConfiguration:
                id: failures
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                      handled:
                        constant: "true"
                      steps:
                        - to:
                            uri: bean:calls?method=failed
            """;
    private static final String OTHER = """
            - route:
                id: other
                from:
                  uri: direct:other
                  steps:
                    - log: %s
            """;

    /** Every stage, by the methods that the Kamelets call. */
    public static final class Calls {

        private final List<String> made = new ArrayList<>();
        private boolean broken;

        public Object score(Object body) {
            made.add("score");
            if (broken) {
                throw new IllegalStateException("for the test");
            }
            return body;
        }

        public Object compare(Object body) {
            made.add("compare");
            return body;
        }

        public void failed() {
            made.add("failed");
        }
    }

    /** A stage that is called and does nothing. */
    public static final class Stage {

        private final String name;
        private final Calls calls;

        Stage(String name, Calls calls) {
            this.name = name;
            this.calls = calls;
        }

        public Object decide(Object body) {
            return call(name, body);
        }

        public Object writePredictions(Object body) {
            return call("write", body);
        }

        public Object writeReport(Object body) {
            return call("write", body);
        }

        public Object commit(Object body) {
            return call("commit", body);
        }

        private Object call(String what, Object body) {
            calls.made.add(what);
            return body;
        }
    }

    /** What leaves the stages of a batch that asks for nothing. */
    public record Stable() {

        public boolean asks() {
            return false;
        }
    }

    private final Calls calls = new Calls();
    /** Of beans that outlive a context, as Spring's do. */
    private final SimpleRegistry beans = new SimpleRegistry();

    private final DefaultCamelContext camel = new DefaultCamelContext(new DefaultRegistry(beans));

    @TempDir
    private Path folder;

    @BeforeEach
    void theFlowBesideOneOtherFile() throws Exception {
        String flow = Files.readString(Path.of("camel-k", "flow", "flow.camel.yaml"));
        String judge =
                flow.substring(flow.indexOf("- route:\n    id: judge"), flow.indexOf("- route:\n    id: episodes"));
        Files.writeString(folder.resolve("0-failures.camel.yaml"), FAILURES);
        Files.writeString(folder.resolve("1-other.camel.yaml"), OTHER.formatted("one"));
        Files.writeString(folder.resolve("9-flow.camel.yaml"), judge);
        camel.getPropertiesComponent().setInitialProperties(new Properties());
        beans.bind("calls", calls);
        beans.bind("pipeline", calls);
        beans.bind("decide", new Stage("decide", calls));
        for (String file : List.of("0-failures", "1-other", "9-flow")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(camel, "file:" + folder.resolve(file + ".camel.yaml")));
        }
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private List<String> callsOfABatch() {
        calls.made.clear();
        camel.createProducerTemplate().sendBody("direct:score", new Stable());
        return List.copyOf(calls.made);
    }

    @Test
    void aBatchGoesThroughTheStagesInTheirOrder() {
        assertThat(callsOfABatch()).containsExactly("score", "compare", "decide", "write", "write", "commit");
    }

    @Test
    void aStageThatFailsIsAFailureOfTheRouteThatUsesIt() {
        calls.broken = true;

        assertThat(callsOfABatch()).containsExactly("score", "failed");
    }

    @Test
    void anEditOfAnotherFileLeavesTheKameletsAtWork() throws Exception {
        RouteReload reload = new RouteReload(camel, folder);

        reload.changed("1-other.camel.yaml", OTHER.formatted("two"));

        assertThat(callsOfABatch()).hasSize(6);
    }

    @Test
    void anEditOfTheFlowItselfLeavesTheKameletsAtWork() throws Exception {
        RouteReload reload = new RouteReload(camel, folder);
        String flow = Files.readString(folder.resolve("9-flow.camel.yaml"));

        reload.changed("9-flow.camel.yaml", flow.replace("description: A decoded", "description: Edited, a decoded"));

        assertThat(callsOfABatch()).hasSize(6);
    }
}
