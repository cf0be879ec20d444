package io.driftway.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Limits;
import io.driftway.core.stream.RowReader.Cells;
import io.driftway.core.stream.RowReader.Poison;
import io.driftway.core.stream.RowReader.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRowTest {

    private final JsonRow all = new JsonRow(List.of(), Limits.STANDARD);

    private static Limits limits(int columns, int rowBytes, int cellChars) {
        return new Limits(10, columns, rowBytes, cellChars, 1, 1, 0.5);
    }

    private static Map<String, String> cells(Row row) {
        return ((Cells) row).cells();
    }

    private Row read(String json) {
        return all.read(json.getBytes(UTF_8));
    }

    @Test
    void aNumberKeepsItsDigits() {
        assertThat(cells(read("{\"a\":1.50,\"b\":-0,\"c\":12345678901234567890.123456789,\"d\":1E-7}")))
                .isEqualTo(Map.of("a", "1.50", "b", "-0", "c", "12345678901234567890.123456789", "d", "1E-7"));
    }

    @Test
    void aTextIsItselfAndNullIsNothing() {
        assertThat(cells(read("{\"a\":\"Z\\u00fcrich\",\"b\":null,\"c\":true,\"d\":false,\"e\":\"\"}")))
                .isEqualTo(Map.of("a", "Zürich", "b", "", "c", "true", "d", "false", "e", ""));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`` | no JSON object",
                "7 | no JSON object",
                "[{\"a\":1}] | no JSON object",
                "\"text\" | no JSON object",
                "null | no JSON object",
                "{\"a\":1 | the JSON ends too early",
                "{\"a\":\"x | the JSON ends too early",
                "{\"a\":01} | no JSON from character 6 on",
                "{\"a\":NaN} | no JSON from character 8 on",
                "{'a':1} | no JSON from character 1 on",
                "{\"a\":1,\"a\":2} | a name that stands twice, before character 10",
                "{\"a\":1}{\"a\":2} | more than one JSON value",
                "{\"a\":{\"b\":1}} | a nested value at character 5",
                "{\"b\":1,\"a\":[]} | a nested value at character 11",
                "{} | an object without a name",
                "{\" \":1} | a name that is blank, or has blanks around it",
                "{\"a \":1} | a name that is blank, or has blanks around it",
                "{\"a\":\"\\u0000\"} | a NUL character or half a character",
                "{\"a\":\"\\ud800\"} | a NUL character or half a character",
                "{\"a\":\"b\",\"b\":\"a\"} | its values are its own names"
            })
    void whatIsNoRowIsPoison(String json, String reason) {
        assertThat(read(json)).isEqualTo(new Poison(reason));
    }

    @Test
    void bytesThatAreNoTextArePoison() {
        assertThat(all.read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .isEqualTo(new Poison("not UTF-8"));
    }

    @Test
    void aReasonHasNoWordOfTheValue() {
        assertThat(read("{\"a\":secret}").toString()).doesNotContain("secret");
    }

    @Test
    void otherNamesThanTheGivenOnesArePassedOver() {
        JsonRow given = new JsonRow(List.of("a", "b"), Limits.STANDARD);

        assertThat(cells(given.read("{\"x\":{\"y\":[1]},\"a\":1}".getBytes(UTF_8))))
                .isEqualTo(Map.of("a", "1"));
        assertThat(given.read("{\"x\":1}".getBytes(UTF_8))).isEqualTo(new Poison("an object with none of the columns"));
    }

    @Test
    void whatTheInboxWouldRefuseIsPoison() {
        assertThat(new JsonRow(List.of(), limits(1, 100, 100)).read("{\"a\":1,\"b\":2}".getBytes(UTF_8)))
                .isEqualTo(new Poison("more than 1 names"));
        assertThat(new JsonRow(List.of(), limits(9, 100, 2)).read("{\"a\":123}".getBytes(UTF_8)))
                .isEqualTo(new Poison("a cell longer than 2 characters"));
        assertThat(new JsonRow(List.of(), limits(9, 8, 100)).read("{\"a\":1234567}".getBytes(UTF_8)))
                .isEqualTo(new Poison("a row longer than 8 bytes"));
        assertThat(new JsonRow(List.of(), limits(9, 8, 100)).read("{\"a\":123456}".getBytes(UTF_8)))
                .isInstanceOf(Cells.class);
    }
}
