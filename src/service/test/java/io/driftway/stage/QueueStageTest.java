package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftway.core.ledger.BlobEvent;
import io.driftway.core.ledger.Hint;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.StoreFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class QueueStageTest {

    private static final String SECRET = "secret-of-a-customer";

    private final FakeQueue queue = new FakeQueue();
    private final Set<String> waiting = new HashSet<>();
    private final QueueStage stage = new QueueStage(
            queue, waiting::contains, LargeBatches.none(), "sales", "churn", "incoming/", new Remedies());
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** Remembers what was done to which message. */
    private static final class FakeQueue implements Hints {

        private final List<Hint> messages = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private final Map<String, String> aside = new LinkedHashMap<>();
        private boolean deletes = true;
        private boolean sends = true;
        private int asked;

        @Override
        public List<Hint> receive(int most) {
            asked = most;
            return messages.stream().limit(most).toList();
        }

        @Override
        public void delete(Hint hint) {
            fail(deletes);
            done.add("delete " + hint.id());
        }

        @Override
        public void postpone(Hint hint) {
            done.add("postpone " + hint.id());
        }

        @Override
        public void setAside(Hint hint, String reason) {
            fail(sends);
            aside.put(hint.id(), reason);
        }

        @Override
        public String asideName() {
            return "events-poison";
        }

        private static void fail(boolean works) {
            if (!works) {
                throw new UncheckedIOException(new IOException("Azure Queue refused"));
            }
        }
    }

    private static final class Remedies implements StoreFailures {

        @Override
        public boolean versionGone(Throwable failure) {
            return false;
        }

        @Override
        public boolean isInfrastructure(Throwable failure) {
            return true;
        }

        @Override
        public String remedy(Throwable failure) {
            return "give it the role";
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(QueueStage.class);
    }

    @BeforeEach
    void listen() {
        logger().getLoggerContext().resetTurboFilterList();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private void message(String id, Hint.Content content) {
        queue.messages.add(new Hint(id, "receipt", SECRET, content));
    }

    private void created(String id, String... names) {
        message(id, new Hint.Events(Stream.of(names).map(name -> here(name)).toList()));
    }

    private static BlobEvent here(String name) {
        return new BlobEvent(true, "sales", "churn", name);
    }

    private Hints.Sorted sorted() {
        return exchange.getProperty(QueueStage.HINTS, Hints.Sorted.class);
    }

    private List<String> logged() {
        return log.list.stream()
                .map(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
                .toList();
    }

    @Test
    void namesAreAnsweredOnceInTheOrderOfTheMessages() {
        created("1", "incoming/july.csv");
        created("2", "incoming/june.csv");
        created("3", "incoming/july.csv", "incoming/may.csv");

        assertThat(stage.receive(exchange))
                .containsExactly("incoming/july.csv", "incoming/june.csv", "incoming/may.csv");
        assertThat(sorted().looked()).extracting(Hint::id).containsExactly("1", "2", "3");
        assertThat(queue.done).isEmpty();
        assertThat(queue.asked).isEqualTo(128);
    }

    @Test
    void anEmptyQueueAnswersAnEmptyList() {
        assertThat(stage.receive(exchange)).isEmpty();
        assertThat(sorted()).isEqualTo(new Hints.Sorted(List.of(), 0, 0));
    }

    /** Driftway's own records make events too, in the same container. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "verdicts/a.json",
                "ledger/a/attempt-1",
                "labels/a.csv",
                "incoming",
                "incoming/",
                "incoming/.hidden",
                "incoming/_SUCCESS",
                "incoming/a.tmp",
                "Incoming/a.csv"
            })
    void whatIsNoBatchIsIgnoredAndDeleted(String name) {
        created("1", name);

        assertThat(stage.receive(exchange)).isEmpty();
        assertThat(queue.done).containsExactly("delete 1");
        assertThat(sorted()).isEqualTo(new Hints.Sorted(List.of(), 1, 0));
        assertThat(log.list).isEmpty();
    }

    @Test
    void anEventThatCreatesNothingIsIgnoredAndDeleted() {
        message("1", new Hint.Events(List.of(new BlobEvent(false, "", "", ""))));

        assertThat(stage.receive(exchange)).isEmpty();
        assertThat(queue.done).containsExactly("delete 1");
    }

    @Test
    void anotherContainerOrAccountIsSetAsideWithTheFilterAsRemedy() {
        message("1", new Hint.Events(List.of(new BlobEvent(true, "sales", "other", "incoming/july.csv"))));
        message("2", new Hint.Events(List.of(new BlobEvent(true, "other", "churn", "incoming/july.csv"))));

        assertThat(stage.receive(exchange)).isEmpty();
        assertThat(queue.aside).containsOnlyKeys("1", "2").containsValue("its blob is in another container or account");
        assertThat(sorted()).isEqualTo(new Hints.Sorted(List.of(), 0, 2));
        assertThat(logged()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("/blobServices/default/containers/churn/blobs/incoming/")
                .doesNotContain("july", SECRET));
    }

    @Test
    void anAccountIsTheSameInAnyCaseAndWhereNoneIsNamed() {
        message("1", new Hint.Events(List.of(new BlobEvent(true, "SALES", "churn", "incoming/july.csv"))));
        message("2", new Hint.Events(List.of(new BlobEvent(true, "", "churn", "incoming/june.csv"))));

        assertThat(stage.receive(exchange)).containsExactly("incoming/july.csv", "incoming/june.csv");
    }

    @Test
    void whatCannotBeReadIsSetAsideInOneLineAndTheOthersGoOn() {
        message("1", new Hint.Unreadable("it is malformed JSON"));
        created("2", "incoming/july.csv");

        assertThat(stage.receive(exchange)).containsExactly("incoming/july.csv");
        assertThat(queue.aside).containsExactly(Map.entry("1", "it is malformed JSON"));
        assertThat(logged())
                .singleElement()
                .asString()
                .contains("message_id=\"1\"", "it is malformed JSON", "read it in the queue events-poison")
                .doesNotContain(SECRET);
    }

    @Test
    void aMessageThatAlsoNamesABatchIsLookedAt() {
        message(
                "1",
                new Hint.Events(List.of(
                        new BlobEvent(true, "sales", "other", "incoming/july.csv"), here("incoming/june.csv"))));

        assertThat(stage.receive(exchange)).containsExactly("incoming/june.csv");
        assertThat(queue.aside).isEmpty();
    }

    @Test
    void aMessageThatCannotBeSetAsideStaysAndTheBatchesGoOn() {
        queue.sends = false;
        message("1", new Hint.Unreadable("it is malformed JSON"));
        message("2", new Hint.Unreadable("it is malformed JSON"));
        created("3", "incoming/july.csv");

        assertThat(stage.receive(exchange)).containsExactly("incoming/july.csv");
        assertThat(sorted().setAside()).isZero();
        assertThat(logged())
                .singleElement()
                .asString()
                .contains("stay in the queue", "cause=\"Azure Queue refused\"", "give it the role");
    }

    @Test
    void aMessageThatCannotBeDeletedStaysAndTheBatchesGoOn() {
        queue.deletes = false;
        created("1", "verdicts/a.json");
        created("2", "incoming/july.csv");

        assertThat(stage.receive(exchange)).containsExactly("incoming/july.csv");
        assertThat(sorted().ignored()).isZero();
    }

    @Test
    void aMessageIsDeletedWhenNoneOfItsBlobsWaits() {
        created("1", "incoming/july.csv");
        created("2", "incoming/june.csv");
        created("3", "incoming/may.csv", "incoming/june.csv");
        stage.receive(exchange);
        waiting.add("incoming/june.csv");

        stage.settle(sorted());

        assertThat(queue.done).containsExactly("delete 1", "postpone 2", "postpone 3");
    }

    /** The tick fails with it, which is logged once; the messages appear again by themselves. */
    @Test
    void aQueueThatDoesNotAnswerFailsTheSettlement() {
        created("1", "incoming/july.csv");
        stage.receive(exchange);
        queue.deletes = false;

        assertThatThrownBy(() -> stage.settle(sorted())).isInstanceOf(UncheckedIOException.class);
    }
}
