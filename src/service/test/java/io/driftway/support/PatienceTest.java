package io.driftway.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No test waits for a time of its own: on a machine that is slow enough it would be too short. */
class PatienceTest {

    /** From {@code await(} to what is waited for. */
    private static final Pattern WAITING =
            Pattern.compile("(?<![.\\w\"])(?:Awaitility\\.)?await\\(.*?\\.until", Pattern.DOTALL);

    private static final Pattern OWN_TIME = Pattern.compile(
            "\\.(?:atMost|timeout|connectTimeout|during)\\(\\s*(?:Duration\\.|\\d+L?\\s*,)" + "|@Timeout\\b"
                    + "|\\.(?:waitFor|orTimeout|awaitTermination|get|join)\\(\\s*\\d+L?\\s*,\\s*(?:TimeUnit\\.)?[A-Z]+\\)"
                    + "|\\.setSoTimeout\\(\\s*\\d");

    private static List<String> impatient(String source) {
        return Stream.concat(
                        WAITING.matcher(source)
                                .results()
                                .map(found -> found.group())
                                .filter(waiting -> !waiting.contains(".atMost(PATIENCE)")
                                        || source.contains(" Duration PATIENCE =")),
                        OWN_TIME.matcher(source).results().map(found -> found.group()))
                .toList();
    }

    @Test
    void everyTestIsAsPatientAsThePropertySays() {
        List<Path> tests = Modules.java("test").stream()
                .filter(file -> !file.endsWith("PatienceTest.java"))
                .toList();
        assertThat(tests).hasSizeGreaterThan(100);
        assertThat(tests.stream().flatMap(test -> impatient(read(test)).stream()
                        .map(waiting -> test + ": " + waiting.replaceAll("\\s+", ""))))
                .isEmpty();
    }

    private static String read(Path test) {
        try {
            return Files.readString(test);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await().until(() -> done)",
                "private static final Duration PATIENCE = Duration.ofSeconds(9);\nawait().atMost(PATIENCE).until(() -> done)",
                "await(\"it\").atMost(Duration.ofSeconds(10)).until(() -> done)",
                "Awaitility.await().pollInterval(A_MOMENT)\n.untilAsserted(() -> {})",
                "request.timeout(Duration.ofSeconds(5))",
                "process.waitFor(20, TimeUnit.SECONDS)",
                "process.waitFor(2, MINUTES)",
                "future.get(10, SECONDS)",
                "@Timeout(120)\nvoid test() {}",
                "socket.setSoTimeout(10_000)"
            })
    void aTimeOfItsOwnIsFound(String source) {
        assertThat(impatient(source)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await(\"it\").atMost(PATIENCE).pollInterval(A_MOMENT).until(() -> done)",
                "latch.await()",
                "request.timeout(ANSWER)",
                "process.waitFor(PATIENCE)",
                "profile.atMost(maxValues)",
                "policy.cooldown(Duration.ofHours(6))"
            })
    void whatTheClassGivesIsNot(String source) {
        assertThat(impatient(source)).isEmpty();
    }
}
