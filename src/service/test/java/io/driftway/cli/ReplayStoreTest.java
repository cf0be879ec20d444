package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.crash.Drill;
import io.driftway.crash.Quiet;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay --store} on a store of which all that a run leaves behind was copied into a folder. */
@ExtendWith(Quiet.class)
class ReplayStoreTest {

    @TempDir
    private static Path folder;

    private record Ran(int exit, String out, String err) {
        List<JsonNode> batches() {
            assertThat(exit).as(err).isZero();
            return out.lines()
                    .map(line -> {
                        try {
                            return Json.MAPPER.readTree(line);
                        } catch (IOException noJson) {
                            throw new UncheckedIOException(line, noJson);
                        }
                    })
                    .toList();
        }
    }

    @BeforeAll
    static void copy() throws IOException {
        ObjectStore store = Drill.undisturbed().store();
        for (ObjectStore.Version version : store.list("")) {
            Path file = folder.resolve(version.key());
            Files.createDirectories(file.getParent());
            Files.write(file, store.get(version.key()).orElseThrow().content());
        }
    }

    private static Ran replay(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of("replay", "--store"));
        words.addAll(List.of(arguments));
        words.addAll(List.of(
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder,
                "--driftway.drift.minimum-rows=100",
                "--logging.level.root=OFF"));
        int exit = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private static Map<String, Long> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Map<String, Long> files = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
            }
            return files;
        }
    }

    @Test
    void eachLineHasBothVerdictsAndUnderTheirOwnSettingsTheyAreTheSame() {
        List<JsonNode> batches = replay("--format", "jsonl").batches();

        assertThat(batches).hasSize(4).allSatisfy(batch -> {
            assertThat(batch.path("recorded")).isEqualTo(batch.path("verdict"));
            assertThat(batch.path("recorded_asks")).isEqualTo(batch.path("asks"));
        });
        assertThat(batches.getLast().toString())
                .startsWith("{\"batch\":4,\"rows\":120,\"verdict\":\"breach\",\"asks\":true,\"cause\":\"")
                .endsWith(",\"recorded\":\"breach\",\"recorded_asks\":true,\"name\":\"incoming/5-drifted.csv\"}");
    }

    @Test
    void theEndOfTheTextSaysHowTheTwoDiffer() {
        Ran own = replay();
        Ran other = replay("--policy", "threshold", "--breach-at", "0.9");

        assertThat(own.exit()).as(own.err()).isZero();
        assertThat(own.out())
                .containsPattern("requests for a retraining +1 +1\n")
                .containsPattern("batches from warning to request, mean +1\\.0 +1\\.0\n")
                .endsWith("0 of 4 differ.\n");
        assertThat(other.out())
                .containsPattern("requests for a retraining +1 +0\n")
                .containsPattern("budget spent, false requests +0\\.00[1-9]\\d* +0\\.0000\n");
        assertThat(other.out().lines().toList().getLast()).matches("[1-4] of 4 differs?\\.");
    }

    @Test
    void aSettingAndAnOptionSayTheSame() {
        assertThat(replay("--format", "jsonl", "--driftway.decision.policy=threshold")
                        .batches())
                .isEqualTo(replay("--format", "jsonl", "--policy", "threshold").batches())
                .isNotEqualTo(replay("--format", "jsonl").batches());
    }

    @Test
    void aRangeLeavesOutWhatIsOutsideOfIt() {
        assertThat(replay("--format", "jsonl", "--from", "2026-03-01T12:00:12.000Z", "--to", "2027-01-01T00:00:00Z")
                        .batches())
                .hasSizeBetween(1, 4);
        Ran none = replay("--from", "2027-01-01T00:00:00Z");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).startsWith("driftway: no verdict of this range");
        assertThat(replay("--from", "2027-01-01T00:00:00Z", "--to", "2026-01-01T00:00:00Z")
                        .err())
                .contains("--from must be before --to");
    }

    @Test
    void thePageShowsBothVerdicts() {
        assertThat(replay("--format", "html").out())
                .contains("<th scope=\"col\">Recorded</th>", "<span class=\"breach\">breach, asks</span>")
                .contains("incoming/5-drifted.csv", "4 recorded verdicts, 4 decided again, 0 different.");
    }

    @Test
    void aBatchThatIsGoneIsSaidAndHasNoVerdict() throws IOException {
        Path gone = folder.resolve("incoming/4-drifted.csv");
        byte[] content = Files.readAllBytes(gone);
        Files.delete(gone);
        try {
            Ran ran = replay("--format", "jsonl");

            assertThat(ran.batches()).hasSize(4);
            assertThat(ran.out()).contains("{\"batch\":3,\"rows\":120,\"verdict\":null,\"asks\":false,");
            assertThat(ran.err()).startsWith("driftway: incoming/4-drifted.csv: it is gone; ");
            assertThat(ran.batches().getLast().path("verdict").asText()).isEqualTo("breach");
        } finally {
            Files.write(gone, content);
        }
    }

    @Test
    void nothingIsWritten() throws IOException {
        replay();
        Map<String, Long> before = files();

        replay();

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aStoreAndFilesAreNotReplayedTogether() {
        assertThat(replay("--reference", "june.csv").err()).contains("leave out --reference");
        assertThat(replay("--seasn", "7").err()).contains("did you mean --season?");
    }
}
