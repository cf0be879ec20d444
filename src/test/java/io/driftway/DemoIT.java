package io.driftway;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo, as a person starts it. */
class DemoIT {

    private static String closed(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("demo", "--exit-when-done", "--interval", "0.5", "--port", String.valueOf(Program.freePort())));
        arguments.addAll(List.of(more));
        try (Program demo = Program.start(Map.of(), arguments)) {
            int code = demo.exitCode();
            assertThat(code).as(demo.output()).isZero();
            return demo.output();
        }
    }

    @Test
    void theLoopClosesOnGeneratedCustomers() {
        assertThat(closed()).contains("Loop       closed").contains("Batches    12, each with its verdict");
    }

    @Test
    void theLoopClosesOnARealFile() {
        String file = Shared.path("data", "telco-churn.csv").toString();

        assertThat(closed("--data", file)).contains("Loop       closed").contains("drift will be planted in");
    }

    @Test
    void anUnusableFileIsOneLineAndExitCodeTwo() {
        try (Program demo = Program.start(Map.of(), List.of("demo", "--data", "no-such-file.csv"))) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.output().lines())
                    .containsExactly("driftway: no-such-file.csv: no such file; name a CSV of labelled rows");
        }
    }
}
