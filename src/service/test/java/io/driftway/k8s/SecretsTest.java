package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no secret is in the tree, so that none is ever made public with it. */
class SecretsTest {

    @InEveryFolder
    void noManifestHoldsWhatLooksLikeASecret(Path folder) {
        assertThat(Secrets.in(Rendered.folder(folder))).as("%s", folder).isEmpty();
    }

    @InEveryFolder
    void noManifestIsASecret(Path folder) {
        assertThat(Secrets.thatAreDocuments(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void noVariableIsASecretByItsName(Path folder) {
        assertThat(Secrets.inVariables(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void onlyTheEmulatorIsReachedByAConnectionString(Path folder) {
        assertThat(Secrets.inConnectionStrings(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    /** Grafana takes the last of several sources of a variable: the user's Secret, where there is one. */
    @InEveryFolder
    void nobodyLogsInToGrafanaWithoutASecretThatTheUserMakes(Path folder) {
        Documents documents = Rendered.folder(folder);

        assertThat(documents.pods().filter(pod -> pod.labels().containsValue("grafana")))
                .allSatisfy(pod -> {
                    assertThat(Configuration.of(documents, pod).variables())
                            .containsEntry("GF_AUTH_DISABLE_LOGIN_FORM", "true")
                            .containsEntry("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", "true")
                            .containsEntry("GF_AUTH_BASIC_ENABLED", "false")
                            .containsEntry("GF_PLUGINS_PREINSTALL_DISABLED", "true");
                    assertThat(Reference.of(pod)
                                    .filter(reference -> reference.kind().equals("Secret")))
                            .singleElement()
                            .isEqualTo(new Reference("Secret", "grafana-admin", List.of(), true));
                });
    }

    @Test
    void noTrackedFileHoldsWhatLooksLikeASecret() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> files = tracked();
        for (Path file : files) {
            found.addAll(Secrets.in(file.toString(), text(file)));
        }

        assertThat(files).isNotEmpty();
        assertThat(found).isEmpty();
    }

    /** Made here, so that this file holds none itself. */
    static Stream<String> canaries() {
        byte[] key = new byte[64];
        new SecureRandom().nextBytes(key);
        String base64 = Base64.getEncoder().encodeToString(key);
        String hex = HexFormat.of().formatHex(key, 0, 32);
        return Stream.of(
                "AccountName=a;AccountKey" + "=" + base64,
                "https://a.blob.core.windows.net/b?sp=r&sig" + "=" + base64.substring(0, 43) + "%3D",
                "Shared" + "AccessSignature=" + base64,
                "-----" + "BEGIN PRIVATE KEY-----",
                "https://somebody:" + hex.substring(0, 12) + "@example.org",
                "value: " + base64,
                "token: \"" + hex + "\"");
    }

    @ParameterizedTest
    @MethodSource("canaries")
    void aPlantedSecretIsFoundInAFileAndIsNotRepeated(String canary) {
        assertThat(Secrets.in("a file", "first line\n" + canary + "\nlast line"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .startsWith("a file holds what looks like ")
                        .doesNotContain(canary));
    }

    private static List<Path> tracked() {
        assumeTrue(Files.exists(Path.of(".git")), "SKIPPED: this is no checkout of git");
        Tool git = Tool.run("git", "ls-files", "-z");
        assertThat(git.exit()).isZero();
        return Stream.of(git.output().split("\0"))
                .map(Path::of)
                .filter(Files::isRegularFile)
                // A model's manifest names its files and its data by sha256.
                .filter(file -> !file.startsWith(Path.of("src", "core", "test", "resources", "bundle-without-facts")))
                .toList();
    }

    /** Nothing for a file that is not text. */
    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException binary) {
            return "";
        }
    }
}
