package io.driftway.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.documents.Checkout.Ran;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file that nobody has seen to a first verdict: three commands, of which {@code init} prints the second and the third, and nothing edited. */
class FirstVerdictIT {

    private static final String HEADER =
            "Vertrags-Nr.,Größe der Wohnung (m²),Tarif & Laufzeit,\"Straße, Ort\",Zählerstand,2. Mahnung?";
    private static final int ROWS = 1_200;

    @TempDir
    private Path folder;

    /** A supplier's contracts: whoever was dunned twice or has a small flat is likelier to leave. */
    private static byte[] contracts(long seed, boolean labelled) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder csv =
                new StringBuilder(HEADER).append(labelled ? ",Gekündigt" : "").append("\r\n");
        for (int row = 0; row < ROWS; row++) {
            int size = random.nextInt(20, 180);
            boolean dunned = random.nextInt(4) == 0;
            csv.append("V-%06d,%d,%s,\"%s, %s\",%s,%s"
                    .formatted(
                            seed * ROWS + row,
                            size,
                            List.of("Ökostrom 12", "Grundversorgung", "Früh & Spät")
                                    .get(random.nextInt(3)),
                            List.of("Am Bach", "Königstraße", "Lange Gasse").get(random.nextInt(3)),
                            List.of("Köln", "Münster").get(random.nextInt(2)),
                            random.nextInt(30) == 0
                                    ? ""
                                    : String.format(Locale.ROOT, "%.1f", 900 + 40 * random.nextGaussian()),
                            dunned ? "ja" : "nein"));
            if (labelled) {
                boolean left = random.nextDouble() < 1 / (1 + Math.exp(1.5 + size / 60.0 - (dunned ? 3 : 0)));
                csv.append(left ? ",ja" : ",nein");
            }
            csv.append("\r\n");
        }
        return csv.toString().getBytes(UTF_8);
    }

    @Test
    void threeCommandsLeadToAVerdict() throws IOException {
        Checkout checkout = Checkout.in(folder);
        Files.write(folder.resolve("Verträge 2026.csv"), contracts(1, true));

        Ran init = checkout.type(Map.of(), "./driftway init --data 'Verträge 2026.csv' --target Gekündigt");
        assertThat(init.exit()).as(init.output()).isZero();
        List<String> next = init.output()
                .lines()
                .filter(line -> line.startsWith("  ./driftway "))
                .map(String::strip)
                .toList();
        assertThat(next).hasSize(2);
        Ran publish = checkout.type(Map.of(), next.getFirst());
        assertThat(publish.exit()).as(publish.output()).isZero();
        try (Running service = Running.start(checkout, "exec " + next.getLast())) {
            var verdict = Json.MAPPER.readTree(service.judges(contracts(2, false)));

            assertThat(verdict.at("/outcome").asText()).as(verdict.toString()).isEqualTo("stable");
            assertThat(verdict.at("/dataset/rows_current").asInt())
                    .as(verdict.toString())
                    .isEqualTo(ROWS);
        }
    }
}
