package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code champion.json} is what a person may edit: what they get wrong is one line. */
class ChampionsTest {

    private static final String REMEDY = "; copy the newest file of promotions/ over it";

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final Champions champions = new Champions(store, new JsonRecords());

    private static ChampionPointer pointer(String model, long sequence) {
        return new ChampionPointer(model, "reference", "schema", sequence, null);
    }

    private void write(String json) {
        byte[] content = json.getBytes(UTF_8);
        store.get(Keys.CHAMPION)
                .ifPresentOrElse(
                        stored -> store.putIfMatch(
                                Keys.CHAMPION, content, stored.version().etag()),
                        () -> store.putIfAbsent(Keys.CHAMPION, content));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"model":"m","reference":"r","schema":"s","sequence":0}              | the field sequence is 0, and promotions count from 1
                    {"model":"m","reference":"r","schema":"s","sequence":-7}             | the field sequence is -7, and promotions count from 1
                    {"model":"m","reference":"r","schema":"s","sequence":"7"}            | the field sequence is no whole number
                    {"model":"m","reference":"r","schema":"s","sequence":1.5}            | the field sequence is no whole number
                    {"model":"m","reference":"r","schema":"s","sequence":null}           | the field sequence is no whole number
                    {"model":null,"reference":"r","schema":"s","sequence":1}             | the field model is missing or empty
                    {"reference":"r","schema":"s","sequence":1}                          | the field model is missing or empty
                    {"model":"m","reference":"","schema":"s","sequence":1}               | the field reference is missing or empty
                    {"model":"m","reference":"r","schema":"s","sequence":1,"modle":"x"}  | the field modle is unknown
                    {"model":"m","model":"n","reference":"r","schema":"s","sequence":1}  | not readable as JSON, Duplicate field 'model'
                    null                                                                 | null instead of a Promotion
                    """)
    void whatIsWrongWithThePointerIsOneLineWithFileFieldAndRemedy(String json, String fault) {
        write(json);

        assertThatThrownBy(champions::current)
                .isInstanceOf(MalformedRecord.class)
                .hasMessage("champion.json: " + fault + REMEDY);
    }

    @Test
    void aPointerOfBeforeThereWasALedgerIsRead() {
        write("{\"model\":\"m\",\"reference\":\"r\",\"schema\":\"s\",\"sequence\":3,\"episode\":null}");

        assertThat(champions.current().orElseThrow().promotion().kind()).isEqualTo(Promotion.Kind.UNKNOWN);
    }

    @Test
    void aPromotionThatTheLedgerKnowsOtherwiseIsRefused() {
        champions.first(Named.promotion(pointer("one", 1)));
        write("{\"model\":\"m\",\"reference\":\"r\",\"schema\":\"s\",\"sequence\":1}");
        Champions.Current edited = champions.current().orElseThrow();

        assertThatThrownBy(() -> champions.replace(edited, Named.promotion(pointer("two", 2))))
                .hasMessage(
                        "champion.json: promotion 1 is of model m here, and of model one in promotions/00000001.json"
                                + REMEDY);
        assertThat(champions.current()).contains(edited);
    }

    @Test
    void aPointerThatWasReplacedMeanwhileIsNoFault() {
        champions.first(Named.promotion(pointer("one", 1)));
        Champions.Current read = champions.current().orElseThrow();
        champions.replace(read, Named.promotion(pointer("two", 2)));

        assertThat(champions.replace(read, Named.promotion(pointer("three", 2))))
                .isFalse();
    }

    /** Replicas of two releases share a store during an upgrade. */
    @Test
    void otherRecordsMayHaveFieldsOfANewerReleaseButNoneTwice() {
        champions.first(Named.promotion(pointer("one", 1)));
        String entry =
                new String(store.get("promotions/00000001.json").orElseThrow().content(), UTF_8);
        String newer = entry.replaceFirst("\\{", "{\"newer\":1,");
        String twice = entry.replaceFirst("\\{", "{\"model\":\"two\",");

        assertThat(new JsonRecords()
                        .read("promotions/00000001.json", newer.getBytes(UTF_8), Promotion.class)
                        .model())
                .isEqualTo("one");
        assertThatThrownBy(() ->
                        new JsonRecords().read("promotions/00000001.json", twice.getBytes(UTF_8), Promotion.class))
                .hasMessageContaining("Duplicate field 'model'");
    }
}
