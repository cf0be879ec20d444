package io.driftway.store;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.Context;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.azure.storage.queue.models.PeekedMessageItem;
import com.azure.storage.queue.sas.QueueSasPermission;
import com.azure.storage.queue.sas.QueueServiceSasSignatureValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.core.ledger.Hint;
import io.driftway.support.Azurite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintQueueIT {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Azurite azurite = Azurite.shared();
    private final String name = "q-" + UUID.randomUUID();
    private final QueueClient queue = client(name);
    private final QueueClient aside = client(name + HintQueue.ASIDE);
    private final HintQueue hints = new HintQueue(queue, aside, LONG, SHORT);

    private QueueClient client(String queueName) {
        return new QueueClientBuilder()
                .connectionString(azurite.connectionString())
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED, 2, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(1), null))
                .queueName(queueName)
                .buildClient();
    }

    @BeforeEach
    void createQueue() {
        queue.create();
    }

    private static String event(String blob) {
        return """
                {"eventType": "Microsoft.Storage.BlobCreated", "topic": "t",
                 "subject": "/blobServices/default/containers/c/blobs/%s"}""".formatted(blob);
    }

    private Hint received(String text) {
        queue.sendMessage(text);
        return hints.receive(32).getFirst();
    }

    private int there() {
        return queue.getProperties().getApproximateMessagesCount();
    }

    private List<JsonNode> asideRecords() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (PeekedMessageItem message : aside.peekMessages(32, null, Context.NONE)) {
            records.add(new ObjectMapper().readTree(message.getBody().toString()));
        }
        return records;
    }

    @Test
    void aMessageIsReceivedAsItWasSentAndHiddenFromOthers() {
        Hint hint = received(event("incoming/<a> & b \u00e9.csv"));

        assertThat(hint.text()).isEqualTo(event("incoming/<a> & b \u00e9.csv"));
        assertThat(hint.content()).isInstanceOf(Hint.Events.class);
        assertThat(((Hint.Events) hint.content()).events().getFirst().name()).isEqualTo("incoming/<a> & b \u00e9.csv");
        assertThat(hints.receive(32)).isEmpty();
    }

    @Test
    void manyMessagesTakeSeveralCallsAndNoMoreThanAsked() {
        IntStream.range(0, 70).forEach(i -> queue.sendMessage(event("incoming/" + i)));

        List<Hint> first = hints.receive(65);
        assertThat(first).hasSize(65);
        assertThat(first.stream().map(Hint::id)).doesNotHaveDuplicates();
        assertThat(hints.receive(65)).hasSize(5);
        assertThat(hints.receive(65)).isEmpty();
    }

    @Test
    void aDeletedMessageIsGone() {
        Hint hint = received(event("incoming/a"));

        hints.delete(hint);

        assertThat(there()).isZero();
    }

    @Test
    void aDoubledMessageIsTwoMessages() {
        queue.sendMessage(event("incoming/a"));
        queue.sendMessage(event("incoming/a"));

        List<Hint> both = hints.receive(32);
        hints.delete(both.getFirst());

        assertThat(both).hasSize(2);
        assertThat(there()).isEqualTo(1);
    }

    @Test
    void aPostponedMessageAppearsAgainUnchanged() {
        Hint hint = received(event("incoming/a"));

        hints.postpone(hint);

        List<Hint> again = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> again.addAll(hints.receive(32)));
        assertThat(again).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(hint.id());
            assertThat(message.text()).isEqualTo(hint.text());
        });
    }

    /** It was postponed, and so has another receipt by now. */
    @Test
    void whatAnotherReceiverHasIsLeftToIt() {
        Hint hint = received(event("incoming/a"));
        hints.postpone(hint);

        hints.postpone(hint);
        hints.delete(hint);

        assertThat(there()).isEqualTo(1);
    }

    @Test
    void whatIsGoneIsGone() {
        Hint hint = received(event("incoming/a"));
        hints.delete(hint);

        hints.delete(hint);
        hints.postpone(hint);

        assertThat(there()).isZero();
    }

    @Test
    void aMessageSetAsideIsInTheOtherQueueWithTheReason() throws IOException {
        Hint hint = received("what \"is\" <this>?");

        hints.setAside(hint, "it is malformed JSON");

        assertThat(there()).isZero();
        assertThat(asideRecords()).singleElement().satisfies(record -> {
            assertThat(record.path("reason").asText()).isEqualTo("it is malformed JSON");
            assertThat(record.path("message_id").asText()).isEqualTo(hint.id());
            assertThat(record.path("text").asText()).isEqualTo("what \"is\" <this>?");
        });
        assertThat(hints.setAside()).hasValue(1);
    }

    @Test
    void theOtherQueueIsCreatedOnceAndUsedAgain() throws IOException {
        hints.setAside(received("one"), "first");
        hints.setAside(received("two"), "second");

        assertThat(asideRecords())
                .extracting(record -> record.path("text").asText())
                .containsExactly("one", "two");
    }

    /** The reason, the quotation marks and what XML makes of a character come on top of a text that is as long as a message can be. */
    @ParameterizedTest
    @ValueSource(strings = {"\"", "<", "x", "\uD83D\uDE00", "x\uD83D\uDE00"})
    void theLongestMessageIsSetAsideWithItsBeginning(String piece) throws IOException {
        String text = piece.repeat((64 << 10) / piece.getBytes(UTF_8).length);
        queue.sendMessage("small");
        Hint small = hints.receive(1).getFirst();
        Hint hint = new Hint(small.id(), small.receipt(), text, small.content());

        hints.setAside(hint, "it is neither JSON nor Base64 of JSON");

        assertThat(there()).isZero();
        assertThat(asideRecords()).singleElement().satisfies(record -> assertThat(
                        record.path("text").asText())
                .satisfies(beginning -> assertThat(text).startsWith(beginning))
                .hasSizeGreaterThan(text.length() / 8));
    }

    @Test
    void anEmptyMessageIsAMessage() {
        assertThat(received("").content()).isInstanceOf(Hint.Unreadable.class);
    }

    @Test
    void aQueueThatIsNotThereIsSaidWithItsRemedy() {
        queue.delete();

        assertThatThrownBy(() -> hints.receive(32))
                .isInstanceOf(UncheckedIOException.class)
                .satisfies(failure -> assertThat(QueueFailure.behind(failure)).hasValueSatisfying(told -> {
                    assertThat(told)
                            .hasMessage(
                                    "Azure Queue refused to receive messages of queue " + name + ": 404 QueueNotFound");
                    assertThat(told.remedy())
                            .isEqualTo("az storage queue create --account-name driftway --name " + name
                                    + " --auth-mode login makes it");
                }));
        assertThatThrownBy(hints::look).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aQueueThatDoesNotAnswerIsSaidWithoutAddressOrSecret() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        QueueClient away = new QueueClientBuilder()
                .connectionString(
                        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;QueueEndpoint=http://127.0.0.1:"
                                + nobody + "/a;")
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED, 1, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(1), null))
                .queueName("events")
                .buildClient();

        assertThatThrownBy(() -> new HintQueue(away, away, LONG, SHORT).receive(1))
                .isInstanceOf(UncheckedIOException.class)
                .satisfies(failure -> assertThat(QueueFailure.behind(failure)).hasValueSatisfying(told -> {
                    assertThat(told.getMessage())
                            .startsWith("Azure Queue did not answer when asked to receive messages of queue events: ")
                            .doesNotContain("127.0.0.1", "a2V5");
                    assertThat(told.remedy()).contains("driftway.queue.endpoint");
                }));
    }

    private QueueClient allowed(String queueName, String permissions) {
        String signature = client(queueName)
                .generateSas(new QueueServiceSasSignatureValues(
                        OffsetDateTime.now(ZoneOffset.UTC).plus(LONG), QueueSasPermission.parse(permissions)));
        return new QueueClientBuilder()
                .endpoint(queue.getQueueUrl().replaceAll("/[^/]+$", ""))
                .sasToken(signature)
                .queueName(queueName)
                .buildClient();
    }

    @Test
    void whoeverMayNotReceiveIsToldTheRole() {
        HintQueue sender = new HintQueue(allowed(name, "a"), aside, LONG, SHORT);

        assertThatThrownBy(() -> sender.receive(32))
                .satisfies(failure -> assertThat(QueueFailure.behind(failure)).hasValueSatisfying(told -> {
                    assertThat(told.getMessage()).contains("refused to receive messages of queue " + name + ": 403 ");
                    assertThat(told.remedy()).contains("the role Storage Queue Data Message Processor on driftway");
                }));
    }

    /** The roles of the page: receive here, send there. They create no queue and count none. */
    @Test
    void whoeverMayOnlySendThereIsToldToMakeTheQueueAndKeepsTheMessage() throws IOException {
        HintQueue processor = new HintQueue(allowed(name, "up"), allowed(aside.getQueueName(), "a"), LONG, SHORT);
        queue.sendMessage("junk");
        Hint hint = processor.receive(32).getFirst();

        assertThatThrownBy(() -> processor.setAside(hint, "why"))
                .satisfies(failure -> assertThat(QueueFailure.behind(failure))
                        .hasValueSatisfying(told -> assertThat(told.remedy())
                                .isEqualTo("az storage queue create --account-name driftway --name "
                                        + aside.getQueueName() + " --auth-mode login makes it")));
        assertThat(there()).isEqualTo(1);
        assertThat(processor.waiting()).isEmpty();
        assertThat(processor.setAside()).isEmpty();

        aside.create();
        processor.setAside(hint, "why");

        assertThat(there()).isZero();
        assertThat(asideRecords()).hasSize(1);
    }

    @Test
    void theInboxTellsTheRemedyOfTheQueue() {
        queue.delete();

        assertThatThrownBy(() -> hints.receive(32))
                .satisfies(failure ->
                        assertThat(new AzureInbox("a", "c").remedy(failure)).startsWith("az storage queue create"));
    }

    @Test
    void messagesAreCountedWithoutReceivingThem() {
        queue.sendMessage("a");
        queue.sendMessage("b");

        hints.look();

        assertThat(hints.waiting()).hasValue(2);
        assertThat(hints.setAside()).hasValue(0);
        assertThat(hints.receive(32)).hasSize(2);
    }
}
