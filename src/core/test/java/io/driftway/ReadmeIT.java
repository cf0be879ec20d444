package io.driftway;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the library's README, compiled against the packed jar alone and run in a JVM that has the library and what it depends on. */
class ReadmeIT {

    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path JAR =
            Path.of(System.getProperty("driftway.core.jar")).normalize();

    @TempDir
    Path folder;

    @BeforeEach
    void compile() throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("src/core/README.md")));
        assertThat(program.find()).isTrue();
        Path source = Files.writeString(folder.resolve("TwoFiles.java"), program.group(1));

        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "21", "-cp", JAR.toString(), source.toString());

        assertThat(exit).isZero();
    }

    @Test
    void aShiftedColumnOfTwoIsABreach() throws Exception {
        assertThat(run(file("june", row -> row % 50), file("july", row -> row % 50 + 40)))
                .startsWith("breach [tenure]: ");
    }

    @Test
    void twoFilesWithTheSameRowsAreStable() throws Exception {
        assertThat(run(file("june", row -> row % 50), file("july", row -> row % 50)))
                .startsWith("stable []: ");
    }

    private Path file(String name, IntUnaryOperator tenure) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".csv"),
                IntStream.range(0, 500)
                        .mapToObj(row -> tenure.applyAsInt(row) + "," + (row % 3 == 0 ? "monthly" : "yearly") + "\n")
                        .collect(Collectors.joining("", "tenure,contract\n", "")));
    }

    private String run(Path june, Path july) throws Exception {
        // The library as it is packed, in the place of its folder of classes, and without the tests.
        String classPath = Stream.concat(
                        Stream.of(folder.toString(), JAR.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> entry.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        "TwoFiles",
                        june.toString(),
                        july.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
