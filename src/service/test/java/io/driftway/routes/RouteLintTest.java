package io.driftway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class RouteLintTest {

    static Stream<Path> shipped() throws IOException {
        return Stream.of("routes", "routes/window", "camel-k/flow", "camel-k/kamelets")
                .flatMap(folder -> files(Path.of(folder)));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(camel|kamelet)\\.yaml")).toList().stream();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static List<String> faultsOf(String steps) {
        return RouteLint.faults(new Yaml().load("- route: {id: a, from: {uri: 'direct:a', steps: [" + steps + "]}}"));
    }

    @Test
    void everyFileOfRoutesIsLookedAt() throws IOException {
        assertThat(shipped()).hasSizeGreaterThanOrEqualTo(15);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void noFileOpensADoor(Path file) throws IOException {
        assertThat(RouteLint.faults(new Yaml().load(Files.readString(file)))).isEmpty();
    }

    @Test
    void aStepOfOursIsNoFault() {
        assertThat(faultsOf("{to: {id: b, uri: 'bean:b', parameters: {method: 'c(${body}, ${exchangeProperty.d})'}}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD: 'direct:${body}'",
                "toD: {uri: 'direct:b'}",
                "recipientList: {simple: '${body}'}",
                "routingSlip: {simple: '${body}'}",
                "dynamicRouter: {simple: '${body}'}",
                "enrich: {simple: '${body}'}",
                "pollEnrich: {simple: '${body}'}",
                "poll: {uri: 'file:in'}",
                "unmarshal: {json: {library: Jackson}}",
                "idempotentConsumer: {simple: '${body}'}",
                "script: {groovy: '1'}",
                "setBody: {groovy: '1'}",
                "setBody: {language: {language: bean, expression: b}}",
                "setBody: {simple: '${env.SECRET}'}",
                "setBody: {simple: '${sys.user.home}'}",
                "setBody: {simple: '${bean:b?method=c}'}",
                "setBody: {simple: '${type:java.lang.Runtime.getRuntime}'}",
                "setBody: {simple: '${camelContext.stop}'}",
                "setBody: {simple: '${properties:a}'}",
                "setBody: {simple: {expression: '${headers}'}}",
                "filter: {simple: \"${body} is 'java.lang.String'\"}",
                "filter: {simple: \"${body.kind} == 'java.lang.String'\"}",
                "doTry: {doCatch: [{exception: [java.io.IOException]}]}",
                "setHeader: {name: CamelAzureStorageBlobBlobName, simple: '${body}'}",
                "setHeaders: {headers: []}",
                "to: 'exec:ls'",
                "to: {uri: 'exec:ls'}",
                "to: {uri: 'language:simple:x'}",
                "to: {uri: 'controlbus:route'}",
                "to: {uri: 'class:java.lang.Runtime'}",
                "to: {uri: 'file:out'}",
                "to: {uri: '{{driftway.store.account}}'}",
                "to: {uri: '{{driftway.notify.uri}}/${body}'}",
                "to: {uri: 'https://example.org'}",
                "to: {uri: 'bean:b?method=c'}",
                "to: {uri: 'direct:${body}'}",
                "wireTap: {uri: 'http:a'}",
                "to: {uri: 'bean:b', parameters: {method: '${body}'}}",
                "to: {uri: 'bean:b', parameters: {method: 'c(${bean:d})'}}",
                "to: {uri: 'azure-storage-blob:a/b', parameters: {operation: downloadBlobToFile}}",
                "to: {uri: 'azure-storage-blob:a/b', parameters: {operation: deleteBlob}}",
                "to: {uri: 'azure-storage-blob:a/b', parameters: {operation: getBlob, fileDir: /tmp}}",
                "to: {uri: 'kubernetes-job:a', parameters: {operation: deleteJob}}",
                "to: {uri: 'kubernetes-secrets:a', parameters: {operation: getJob}}",
                "to: {uri: 'kubernetes-pods:a', parameters: {operation: createPod}}"
            })
    void aPlantedDoorIsSeen(String step) {
        assertThat(faultsOf("{" + step + "}, {removeHeaders: {pattern: '*'}}")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure-storage-blob:a/b", "kubernetes-job:a"})
    void aServerWhoseHeadersStayIsSeen(String server) {
        String asked = "{to: {uri: '" + server + "', parameters: {operation: getBlob}}}";

        assertThat(faultsOf(asked + ", {removeHeaders: {pattern: '*'}}")).isEmpty();
        assertThat(List.of(
                        faultsOf(asked),
                        faultsOf(asked + ", {to: {uri: 'bean:b'}}"),
                        faultsOf(asked + ", {removeHeaders: {pattern: 'Camel*'}}")))
                .allSatisfy(faults -> assertThat(faults).containsExactly(server + " is not followed by removeHeaders"));
    }

    @Test
    void aTriggerThatKeepsItsHeadersIsSeen() {
        assertThat(RouteLint.faults(
                        new Yaml().load("- route: {from: {uri: 'quartz:driftway/a', steps: [{to: {uri: 'bean:b'}}]}}")))
                .containsExactly("quartz:driftway/a does not drop the headers of what it lets in");
    }
}
