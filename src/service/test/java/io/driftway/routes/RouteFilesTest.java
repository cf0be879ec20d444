package io.driftway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What the house asks of a route file. */
class RouteFilesTest {

    static Stream<Path> files() throws IOException {
        return Stream.concat(Files.list(Path.of("routes")), Files.list(Path.of("routes/window")))
                .filter(file -> file.toString().endsWith(".camel.yaml"))
                .sorted();
    }

    static Stream<Map<?, ?>> routes() throws IOException {
        return files().flatMap(RouteFilesTest::routes);
    }

    private static Stream<Map<?, ?>> routes(Path file) {
        try {
            List<Map<String, Map<?, ?>>> entries = new Yaml().load(Files.readString(file));
            return entries.stream().filter(e -> e.containsKey("route")).map(e -> e.get("route"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Map<?, ?>> nodes(Object yaml) {
        return switch (yaml) {
            case Map<?, ?> map ->
                Stream.concat(Stream.of(map), map.values().stream().flatMap(RouteFilesTest::nodes));
            case List<?> list -> list.stream().flatMap(RouteFilesTest::nodes);
            case null, default -> Stream.of();
        };
    }

    @Test
    void noTwoFilesHaveTheSameNumber() throws IOException {
        List<String> names = files().map(file -> file.getFileName().toString()).toList();

        assertThat(names).hasSizeGreaterThan(8).allMatch(name -> name.matches("\\d+-[a-z-]+\\.camel\\.yaml"));
        assertThat(names.stream().map(name -> name.replaceAll("-.*", ""))).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHasARouteOfItsName(Path file) {
        String stage = file.getFileName().toString().replaceAll("^\\d+-|\\.camel\\.yaml$", "");

        assertThat(routes(file).map(route -> String.valueOf(route.get("id"))))
                .contains(stage.equals("failures") ? "quarantine" : stage);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteSaysWhatLeavesItAndWhereItsFailuresGo(Map<?, ?> route) {
        assertThat((String) route.get("description")).isNotBlank();
        assertThat(route.containsKey("routeConfigurationId") || route.containsKey("errorHandler"))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aStepThatCallsAStageHasAnId(Map<?, ?> route) {
        assertThat(nodes(route)
                        .filter(node -> node.get("uri") instanceof String uri
                                && (uri.startsWith("bean:")
                                        || uri.startsWith("azure-")
                                        || uri.startsWith("kubernetes-")))
                        .filter(node -> !node.containsKey("id")))
                .isEmpty();
    }

    @Test
    void noIdStandsTwiceInTheSameSetting() throws IOException {
        assertThat(routes().map(route -> String.valueOf(route.get("id")))).doesNotHaveDuplicates();
    }
}
