package io.driftway.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code ./driftway} builds the program, whatever folder it is called from. Its Maven is one that says that it was called, and fails. */
class ScriptIT {

    private static final String FROM_ELSEWHERE = "cd / && %s/driftway --version";

    @TempDir
    private Path folder;

    private Checkout checkout;
    private Map<String, String> environment;

    @BeforeEach
    void checkout() throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path mvn = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho '[ERROR] this is not Maven'\nexit 1\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        environment = Map.of("PATH", tools + ":" + System.getenv("PATH"));
        checkout = Checkout.in(folder.resolve("checkout"));
    }

    private Checkout.Ran called() {
        return checkout.type(environment, FROM_ELSEWHERE.replace("%s", checkout.folder.toString()));
    }

    /** A minute after the program was made: files that are written at once may have one time. */
    private void change(String source) throws IOException {
        Path changed = checkout.folder.resolve(source);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, "");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void aProgramThatIsUpToDateStartsWithoutAWordOfTheScript() {
        assertThat(called().output()).startsWith("driftway ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "src/core/pom.xml",
                "src/core/main/java/Core.java",
                "src/trainer/main/java/Trainer.java",
                "src/service/main/resources/application.yaml",
                "routes/new.camel.yaml",
                "camel-k/kamelets/new.kamelet.yaml"
            })
    void aSourceThatIsNewerThanTheProgramIsBuilt(String source) throws IOException {
        change(source);

        assertThat(called().output()).contains("building the program", "this is not Maven");
    }

    @Test
    void aTestThatIsNewerThanTheProgramIsNoReasonToBuild() throws IOException {
        change("src/core/test/java/CoreTest.java");

        assertThat(called().output()).startsWith("driftway ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"command, --version, 0", "service, run --bogus, 2"})
    void theFirstStartLeavesACacheThatTheNextOneTakes(String kind, String words, int exit) throws IOException {
        Map<String, String> asAnybody = with("DRIFTWAY_JAVA_OPTS", "");
        checkout.type(asAnybody, "./driftway " + words);

        try (Stream<Path> files = Files.list(checkout.folder.resolve("target/program/"))) {
            assertThat(files.filter(file -> file.getFileName().toString().matches(kind + "-.*\\.aot")))
                    .singleElement(PATH)
                    .isNotEmptyFile();
        }
        // A JVM that is told to insist ends where the cache is of no use to it.
        asAnybody.put("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
        assertThat(checkout.type(asAnybody, "./driftway " + words).exit()).isEqualTo(exit);
    }

    @Test
    void aCacheThatDoesNotFitTheOptionsIsLeftAloneWithoutAWord() {
        Checkout.Ran ran =
                checkout.type(with("DRIFTWAY_JAVA_OPTS", "-XX:+UseCompactObjectHeaders"), "./driftway --version");

        assertThat(ran.output()).startsWith("driftway ").hasLineCount(1);
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return all;
    }
}
