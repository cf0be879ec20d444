package io.driftway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.BlobEvent;
import io.driftway.core.ledger.Hint;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Event Grid writes into a queue, and what others could. */
class BlobEventReaderTest {

    private static final String SOURCE =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/sales";
    private static final BlobEvent JULY = new BlobEvent(true, "sales", "churn", "incoming/july.csv");

    /** As in Microsoft's page "Azure Blob Storage as an Event Grid source", schema of Event Grid. */
    private static String eventGrid(String type, String subject, String url) {
        return """
                {
                  "topic": "%s",
                  "subject": "%s",
                  "eventType": "%s",
                  "eventTime": "2026-07-01T08:00:00.0000000Z",
                  "id": "831e1650-001e-001b-66ab-eeb76e069631",
                  "data": {
                    "api": "PutBlockList",
                    "clientRequestId": "6d79dbfb-0e37-4fc4-981f-442c9ca65760",
                    "requestId": "831e1650-001e-001b-66ab-eeb76e000000",
                    "eTag": "0x8D4BCC2E4835CD0",
                    "contentType": "text/plain",
                    "contentLength": 524288,
                    "blobType": "BlockBlob",
                    "url": "%s",
                    "sequencer": "00000000000004420000000000028963",
                    "storageDiagnostics": { "batchId": "b68529f3-68cd-4744-baa4-3c0498ec19f0" }
                  },
                  "dataVersion": "",
                  "metadataVersion": "1"
                }
                """.formatted(SOURCE, subject, type, url);
    }

    private static String created(String name) {
        return eventGrid(
                "Microsoft.Storage.BlobCreated",
                "/blobServices/default/containers/churn/blobs/" + name,
                "https://sales.blob.core.windows.net/churn/elsewhere.csv");
    }

    /** The same in the schema of CloudEvents 1.0. */
    private static String cloudEvent(String name) {
        return """
                {
                  "specversion": "1.0",
                  "id": "831e1650-001e-001b-66ab-eeb76e069631",
                  "source": "%s",
                  "subject": "/blobServices/default/containers/churn/blobs/%s",
                  "type": "Microsoft.Storage.BlobCreated",
                  "time": "2026-07-01T08:00:00.0000000Z",
                  "data": { "api": "PutBlob", "url": "https://sales.blob.core.windows.net/churn/elsewhere.csv" }
                }
                """.formatted(SOURCE, name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static List<BlobEvent> events(String text) {
        assertThat(BlobEventReader.read(text)).isInstanceOf(Hint.Events.class);
        return ((Hint.Events) BlobEventReader.read(text)).events();
    }

    private static String reason(String text) {
        assertThat(BlobEventReader.read(text)).isInstanceOf(Hint.Unreadable.class);
        return ((Hint.Unreadable) BlobEventReader.read(text)).reason();
    }

    @Test
    void bothSchemasAreRead() {
        assertThat(events(created("incoming/july.csv"))).containsExactly(JULY);
        assertThat(events(cloudEvent("incoming/july.csv"))).containsExactly(JULY);
    }

    @Test
    void anArrayIsReadInItsOrder() {
        assertThat(events("[" + created("incoming/july.csv") + "," + cloudEvent("incoming/june.csv") + "]"))
                .containsExactly(JULY, new BlobEvent(true, "sales", "churn", "incoming/june.csv"));
    }

    @Test
    void base64IsReadAsItsText() {
        String lines = base64(created("incoming/july.csv")).replaceAll("(.{76})", "$1\n");

        assertThat(events(base64(created("incoming/july.csv")))).containsExactly(JULY);
        assertThat(events(" " + lines + "\n")).containsExactly(JULY);
        assertThat(events(base64("[" + cloudEvent("incoming/july.csv") + "]"))).containsExactly(JULY);
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(events("\uFEFF" + created("incoming/july.csv"))).containsExactly(JULY);
        assertThat(events(base64("\uFEFF" + created("incoming/july.csv")))).containsExactly(JULY);
    }

    /** The subject is not URL-encoded, so nothing in it is decoded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "incoming/a%20b.csv",
                "incoming/a b.csv",
                "incoming/a+b.csv",
                "incoming/Größe 100%.csv",
                "incoming/containers/x/blobs/y.csv",
                "incoming//two.csv",
                "incoming/../july.csv",
                "incoming/a?b#c.csv",
                "incoming/\uD83D\uDE00.csv"
            })
    void aNameIsThatOfTheSubjectLetterForLetter(String name) {
        assertThat(events(created(name))).extracting(BlobEvent::name).containsExactly(name);
        assertThat(events(base64(cloudEvent(name)))).extracting(BlobEvent::name).containsExactly(name);
    }

    @Test
    void aNameOverSeveralLinesIsWhole() {
        assertThat(events(created("incoming/a\\nb.csv")))
                .extracting(BlobEvent::name)
                .containsExactly("incoming/a\nb.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Microsoft.Storage.BlobDeleted",
                "Microsoft.Storage.BlobTierChanged",
                "Microsoft.EventGrid.SubscriptionDeletedEvent",
                "microsoft.storage.blobcreated"
            })
    void anEventOfAnotherTypeCreatesNothing(String type) {
        assertThat(events(eventGrid(type, "anything", "")))
                .singleElement()
                .satisfies(event -> assertThat(event.created()).isFalse());
    }

    @Test
    void anEventThatNamesNoAccountIsTakenWithoutOne() {
        assertThat(events(created("incoming/july.csv").replace(SOURCE, "somewhere")))
                .extracting(BlobEvent::account)
                .containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|it is neither JSON nor Base64 of JSON",
                "hello|it is neither JSON nor Base64 of JSON",
                "aGVsbG8=|it is neither JSON nor Base64 of JSON",
                "/w==|it is neither JSON nor Base64 of JSON",
                "\"text\"|it is neither JSON nor Base64 of JSON",
                "{|it is malformed JSON",
                "{}{}|it is malformed JSON",
                "{\"eventType\":\"a\",\"eventType\":\"Microsoft.Storage.BlobCreated\"}|it is malformed JSON",
                "{}|it is no event of Event Grid: it has no eventType",
                "{\"specversion\":\"1.0\"}|it is no event of Event Grid: it has no type",
                "{\"eventType\":1}|it is no event of Event Grid: it has no eventType",
                "{\"eventType\":\"Microsoft.Storage.BlobCreated\"}|it is no event of Event Grid: it has no subject",
                "[]|it is an array without an event",
                "[1]|it is no event of Event Grid: it has no eventType",
                "[[]]|it is no event of Event Grid: it has no eventType",
                "[null]|it is no event of Event Grid: it has no eventType"
            })
    void whatIsNoEventIsSaidWithoutAWordOfIt(String text, String reason) {
        assertThat(reason(text)).isEqualTo(reason);
        assertThat(reason(base64(text)))
                .isEqualTo(
                        text.startsWith("{") || text.startsWith("[")
                                ? reason
                                : "it is neither JSON nor Base64 of JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/blobServices/default/containers/churn",
                "/blobServices/default/containers/churn/blobs/",
                "/blobServices/default/containers//blobs/a.csv",
                "x/blobServices/default/containers/churn/blobs/a.csv",
                "/fileServices/default/containers/churn/blobs/a.csv"
            })
    void aSubjectThatIsNoBlobsIsAFault(String subject) {
        assertThat(reason(eventGrid("Microsoft.Storage.BlobCreated", subject, "")))
                .isEqualTo("its subject is not that of a blob");
    }

    @Test
    void aMessageOfSixtyFourKilobytesIsReadOrRefusedAndNeverThrows() {
        String long64 = "x".repeat((64 << 10) - created("incoming/").length());

        assertThat(events(created("incoming/" + long64)))
                .extracting(BlobEvent::name)
                .containsExactly("incoming/" + long64);
        assertThat(reason("[".repeat(64 << 10))).isEqualTo("it is malformed JSON");
        assertThat(reason("{\"a\":".repeat(13_000))).isEqualTo("it is malformed JSON");
        assertThat(reason("A".repeat(64 << 10))).isEqualTo("it is neither JSON nor Base64 of JSON");
    }

    @Test
    void aMessageOfManyEventsIsRefused() {
        assertThat(events(array(64))).hasSize(64);
        assertThat(reason(array(65))).isEqualTo("it has more than 64 events");
    }

    private static String array(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> "{\"eventType\":\"Microsoft.Storage.BlobDeleted\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
