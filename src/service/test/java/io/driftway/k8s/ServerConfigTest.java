package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What the servers' own programs say of the configuration files that the manifests mount. */
class ServerConfigTest {

    @TempDir
    private Path root;

    @InEveryFolder
    void prometheusTakesItsConfigurationAndRules(Path folder) throws IOException {
        Path config = mounted(folder, "/prometheus.yml");

        assertThat(Tool.run("promtool", "check", "config", config.toString()).refusals())
                .isEmpty();
    }

    @InEveryFolder
    void alertmanagerTakesItsConfiguration(Path folder) throws IOException {
        Path config = mounted(folder, "/alertmanager.yml");

        assertThat(Tool.run("amtool", "check-config", config.toString()).refusals())
                .isEmpty();
    }

    @InEveryFolder
    void promtoolRefusesAKeyThatPrometheusDoesNotKnow(Path folder) throws IOException {
        Path config = mounted(folder, "/prometheus.yml");
        Files.writeString(config, Files.readString(config) + "\nscrape_confgs: []\n");

        assertThat(Tool.run("promtool", "check", "config", config.toString()).refusals())
                .anyMatch(line -> line.contains("scrape_confgs"));
    }

    /** Lays out, below a folder of this test, every file that the pod with this one sees, and makes their paths fit. */
    private Path mounted(Path folder, String name) throws IOException {
        Documents documents = Rendered.folder(folder);
        Map<String, String> files = documents
                .pods()
                .map(pod -> Configuration.of(documents, pod).files())
                .filter(all -> all.keySet().stream().anyMatch(path -> path.endsWith(name)))
                .findFirst()
                .orElseThrow();
        List<String> folders = files.keySet().stream()
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .toList();
        String outermost = folders.stream().min(String::compareTo).orElseThrow();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey().substring(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue().replace(outermost, root + outermost));
        }
        String config = files.keySet().stream()
                .filter(path -> path.endsWith(name))
                .findFirst()
                .orElseThrow();
        return root.resolve(config.substring(1));
    }
}
