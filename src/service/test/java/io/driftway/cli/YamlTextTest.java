package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain",
                "yes",
                "NO",
                "on",
                "n",
                "null",
                "~",
                "1",
                "01",
                "0x1F",
                "1_000",
                "1e3",
                ".5",
                "-.inf",
                "2020-01-01",
                "12:30:45",
                "a: b",
                "a:",
                "#",
                "a #b",
                "- a",
                "--- a",
                "...",
                "? a",
                "\"",
                "'",
                "it's",
                "\"quoted\"",
                "back\\slash",
                "{{a}}",
                "[x]",
                "*z",
                "&w",
                "!t",
                "%d",
                "@at",
                "`tick",
                "|",
                ">",
                "tab\tbed",
                "line\nbreak",
                "\n",
                "a\r\nb",
                " lead",
                "trail ",
                "=",
                "<<",
                "Gr\u00F6\u00DFe",
                "\u6771\u4EAC",
                "\uD83D\uDE00",
                "\u0007bell",
                "\u0085",
                "\u2028",
                "\u202Eright to left",
                "\uFEFF"
            })
    void aTextIsReadAsThatTextWhereverItStandsAndACommentMayFollow(String text) {
        assertThat(read(YamlText.entry(0, text, text))).isEqualTo(Map.of(text, text));
        assertThat(read("above:\n" + YamlText.entry(2, text, text) + "  # because\n" + YamlText.entry(2, "next", text)))
                .isEqualTo(Map.of("above", Map.of(text, text, "next", text)));
    }

    @Test
    void whatNobodySeesIsWrittenAsAnEscape() {
        assertThat(YamlText.entry(0, "folder", "a\u202Eb")).isEqualTo("folder: \"a\\u202eb\"");
        assertThat(YamlText.entry(0, "folder", "Gr\u00F6\u00DFe")).isEqualTo("folder: Gr\u00F6\u00DFe");
    }

    private static Object read(String yaml) {
        return new Yaml().load(yaml);
    }
}
