package io.driftway.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InertTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=cmd|' /C calc'!A0",
                "+1+1",
                "-2+3",
                "-cmd",
                "-",
                "--5",
                "-inf",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uff1d1",
                "+49 30 1234",
                "-1,5"
            })
    void whatASpreadsheetWouldRunIsWrittenBehindAnApostrophe(String text) {
        assertThat(InertText.of(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "C-1", "'", "'a", "'5", "a=b", " =1", "-5", "+5", "-1.5e-3", "-.5", "1-2", "ü=1"})
    void allElseIsWrittenAsItIs(String text) {
        assertThat(InertText.of(text)).isEqualTo(text);
    }

    /** All texts of up to four of the characters that matter. */
    @Test
    void whatWasWrittenIsReadBackEqual() {
        List<String> texts = List.of("");
        for (int length = 0; length <= 4; length++) {
            assertThat(texts).allSatisfy(text -> assertThat(InertText.read(InertText.of(text)))
                    .isEqualTo(text));
            texts = texts.stream()
                    .flatMap(text -> "'=+-@\t\r\n5a. ".chars().mapToObj(c -> text + (char) c))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "-x", "'a", "'", "-5", "'-5"})
    void whatAReleaseOfBeforeWroteIsReadAsItIs(String text) {
        assertThat(InertText.read(text)).isEqualTo(text);
    }
}
