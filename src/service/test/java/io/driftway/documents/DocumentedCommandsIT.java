package io.driftway.documents;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.demo.Customers;
import io.driftway.documents.Checkout.Ran;
import io.driftway.documents.Walkthrough.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the pages tell a reader to type, typed at a shell, with the real jar, in the order and the folder of a reader. */
class DocumentedCommandsIT {

    private static final int ROWS = 1_500;
    private static final Pattern CHAMPION = Pattern.compile("champion ([0-9a-f]{64})");

    @TempDir
    private static Path folder;

    private static String model = "";
    private static String prelude = "";

    @TestFactory
    Stream<DynamicTest> eachCommandDoesWhatIsSaidOfIt() throws IOException {
        Checkout checkout = Checkout.in(folder);
        Files.write(folder.resolve("customers.csv"), customers(1, 0, true));
        Files.write(folder.resolve("june.csv"), customers(2, 0, true));
        Files.write(folder.resolve("july.csv"), customers(3, 1, true));
        Files.createDirectories(folder.resolve("store/labelled"));
        return Walkthrough.STEPS.stream()
                .map(step -> DynamicTest.dynamicTest(step.command(), () -> take(step, checkout)));
    }

    /** The demo's customers, under the names of columns that the pages have. */
    private static byte[] customers(long seed, double drift, boolean labelled) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        new Customers(seed, seed * 1_000_000).write(csv, ROWS, drift, labelled);
        return csv.toString(UTF_8)
                .replaceFirst(Customers.ID, "customerID")
                .replaceFirst(Customers.TARGET, "Churn")
                .replaceFirst("tenure_months", "tenure")
                .getBytes(UTF_8);
    }

    private static void take(Step step, Checkout checkout) throws Exception {
        switch (step) {
            case Step.Sets sets -> prelude += filledIn(sets.command()) + "; ";
            case Step.Ends ends -> {
                Ran ran = checkout.type(ends.environment(), prelude + filledIn(ends.command()));
                assertThat(ran.output()).contains(filledIn(ends.prints())).doesNotContain("\tat ", "WARNING");
                assertThat(ran.exit()).as(ran.output()).isEqualTo(ends.exit());
                Matcher champion = CHAMPION.matcher(ran.output());
                if (model.isEmpty() && champion.find()) {
                    model = champion.group(1);
                }
            }
            case Step.Serves serves -> serve(serves, checkout);
        }
    }

    private static String filledIn(String command) {
        String typed = command.replaceFirst("^driftway ", "./driftway ")
                .replace("MODEL", model.isEmpty() ? "MODEL" : model.substring(0, 12));
        for (Map.Entry<String, String> open : Walkthrough.FILLED_IN.entrySet()) {
            typed = typed.replace(open.getKey(), open.getValue());
        }
        return typed;
    }

    private static void serve(Step.Serves serves, Checkout checkout) throws IOException {
        try (Running service = Running.start(checkout, prelude + "exec " + serves.command())) {
            await(serves.path())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> service.status(serves.path()) == serves.status());
            if (serves.judges()) {
                service.judges(customers(4, 0, false));
            }
        }
    }
}
