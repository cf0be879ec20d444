package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.driftway.format.table.ColumnKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaFileTest {

    @TempDir
    private Path folder;

    private SchemaFile read(String text) throws IOException {
        return SchemaFile.read(Files.writeString(folder.resolve("schema.yaml"), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain", "two words", "yes", "No", "null", "~", "2020", "01", "1e3", "a: b", "a #b", "- a", "?",
                        "\"quoted\"", "it's", "back\\slash", "[x]", "{y}",
                "*z", "&w", "!t", "%d", "@at", "`tick", "tab\tbed", "line\nbreak", "Größe=m", "東京", "\uD83D\uDE00",
                        "\u0007bell", "\u2028", "\uFEFF", " lead", "trail ", "=", "<<"
            })
    void anyNameComesBackAsItWasWritten(String name) throws IOException {
        ColumnGuess column = new ColumnGuess(name, ColumnKind.CAT, "a test", false);
        ColumnGuess id = new ColumnGuess("id of " + name, ColumnKind.SKIP, "a test", true);
        String text = SchemaText.of(
                Path.of("rows.csv"),
                "target " + name,
                new Positive(name, "why", 1, 2),
                new ColumnGuesses(id, List.of(column)));

        SchemaFile read = read(text);

        assertThat(read.target()).isEqualTo("target " + name);
        assertThat(read.positive()).isEqualTo(name);
        assertThat(read.id()).isEqualTo("id of " + name);
        assertThat(read.columns()).containsExactly(java.util.Map.entry(name, ColumnKind.CAT));
    }

    @Test
    void aNameMayBeLongerThanYamlTakesForASimpleKey() throws IOException {
        anyNameComesBackAsItWasWritten("x y".repeat(1_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "target: a~columns: {b: nmu} | schema.yaml, line 2: b is \"nmu\"; write num, cat or skip",
                "target: a~cloumns: {b: num} | schema.yaml, line 2: cloumns means nothing here; write target, positive, id or columns",
                "columns: {b: num} | schema.yaml: target is not there; name the column to predict",
                "target: [a] | schema.yaml, line 1: a plain text must stand here; write one",
                "target: a~target: b | schema.yaml, line 2: target stands twice; keep one",
                "target: a~columns:~  b: num~  b: cat | schema.yaml, line 4: b stands twice; keep one",
                "target: a~columns: [b] | schema.yaml, line 2: columns must be names with values; write name: value",
                "- a | schema.yaml, line 1: the file must be names with values; write name: value",
                "target: \"a | schema.yaml, line 1: found unexpected end of stream; mend the YAML",
            })
    void aFaultIsOneLineWithItsPlaceAndWhatToDo(String text, String line) {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> read(text.replace('~', '\n')))
                .withMessageEndingWith(line);
    }

    @Test
    void whatIsNotAYamlFileIsOneLine() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> read(""))
                .withMessageContaining("holds nothing; driftway init writes what it must hold");
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> read("target: a\u0000b"))
                .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(1));
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> SchemaFile.read(folder.resolve("none.yaml")))
                .withMessageContaining("there is no such file; driftway init writes one");
    }
}
