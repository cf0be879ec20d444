package io.driftway.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The CycloneDX file in the jar, and what advisories say about what it lists. */
class BillOfMaterialsIT {

    private static final String JAR = System.getProperty("driftway.jar", "target/driftway.jar");

    private static List<String> jars() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length(), name.length() - ".jar".length()))
                    // What unpacks the jar; Spring Boot adds it, and nothing depends on it.
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools"))
                    .toList();
        }
    }

    private static Map<String, JsonNode> components() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            JsonNode bill =
                    new ObjectMapper().readTree(jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json")));
            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            return StreamSupport.stream(bill.path("components").spliterator(), false)
                    .collect(Collectors.toMap(BillOfMaterialsIT::file, Function.identity(), (one, other) -> one));
        }
    }

    private static String file(JsonNode component) {
        String purl = component.path("purl").asText();
        int classifier = purl.indexOf("classifier=");
        return component.path("name").asText() + "-" + component.path("version").asText()
                + (classifier < 0
                        ? ""
                        : "-"
                                + purl.substring(classifier + "classifier=".length())
                                        .split("&")[0]);
    }

    @Test
    void everyLibraryInTheJarIsListedWithItsLicence() throws IOException {
        Map<String, JsonNode> components = components();

        assertThat(jars()).hasSizeGreaterThan(200).allSatisfy(jar -> {
            assertThat(components).containsKey(jar);
            assertThat(components.get(jar).path("licenses")).as(jar).isNotEmpty();
        });
    }

    /** What runs commands, scripts or serialized objects, or lets a browser do so: on the class path it is a door, used or not. */
    @Test
    void nothingIsThereThatRunsWhatItIsGiven() throws IOException {
        assertThat(jars())
                .noneMatch(jar -> jar.matches(
                        "camel-(exec|groovy|mvel|ognl|joor|jexl|java-joor-dsl|ssh|ftp|http|netty-http|script|xslt|velocity|freemarker"
                                + "|jolokia|ldap|jms|jcr|sql|jdbc|docker|controlbus|language|saga)(-starter)?-\\d.*"))
                .noneMatch(
                        jar -> jar.matches(
                                "(jolokia-(agent|client|service-(discovery|history|jsr160|notif|pull))|hawtio-(system|war|core|embedded)|httpclient).*"))
                .noneMatch(jar -> jar.matches("(groovy|mvel2|ognl|commons-collections|log4j-core|xstream|h2-|hsqldb"
                        + "|spring-boot-devtools|c3p0|mchange-commons|bsh|jython|rhino).*"));
    }

    @Test
    void smilesLicenceIsThere() throws IOException {
        assertThat(components().entrySet().stream()
                        .filter(component -> component.getKey().startsWith("smile-"))
                        .map(component -> component.getValue().path("licenses").toString()))
                .hasSize(2)
                .allMatch(licence -> licence.contains("GPL-3"));
    }

    private static List<Advisory.Component> inTheJar() throws IOException {
        return components().values().stream()
                .map(component -> new Advisory.Component(
                        component.path("group").asText() + ":"
                                + component.path("name").asText(),
                        component.path("version").asText()))
                .toList();
    }

    @Test
    void everyAdvisoryAboutWhatIsInTheJarIsAnswered() throws IOException {
        assertThat(Advisory.open(Advisory.read(Files.readString(Path.of("docs/advisories.yaml"))), inTheJar()))
                .as("take a version that mends it, or say in docs/advisories.yaml why it is not reachable")
                .isEmpty();
    }

    @Test
    void anAdvisoryAboutAnythingInTheJarIsNoticed() throws IOException {
        List<Advisory.Component> jar = inTheJar();

        assertThat(jar).hasSizeGreaterThan(200).allSatisfy(component -> {
            Advisory planted = new Advisory(
                    "CVE-0", "planted", List.of(component.name()), "[" + component.version() + "]", "none", null);
            assertThat(Advisory.open(List.of(planted), jar))
                    .contains(component.name() + " " + component.version() + ": CVE-0 (planted); fixed in none");
        });
    }
}
