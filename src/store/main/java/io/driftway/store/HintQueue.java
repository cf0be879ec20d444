package io.driftway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.models.QueueErrorCode;
import com.azure.storage.queue.models.QueueMessageItem;
import com.azure.storage.queue.models.QueueStorageException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.driftway.core.ledger.Hint;
import io.driftway.core.ledger.Hints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads hints from an Azure Storage queue. A message that a person must look at goes to a second queue, as JSON with the reason, the id of the message and its text. That
 * queue is created when it is missing.
 */
public final class HintQueue implements Hints {

    /** What is added to the name of the queue for the one of messages set aside. */
    public static final String ASIDE = "-poison";

    private static final String PROCESSOR = "Storage Queue Data Message Processor";
    private static final String SENDER = "Storage Queue Data Message Sender";
    private static final String READER = "Storage Queue Data Reader";
    private static final int MOST_A_CALL = 32;
    private static final int MAX_MESSAGE_BYTES = 64 << 10;
    private static final int FORBIDDEN = 403;
    private static final Duration FOR_EVER = Duration.ofSeconds(-1);

    private final QueueClient queue;
    private final QueueClient aside;
    private final Duration visibility;
    private final Duration retry;

    /**
     * @param queue where Event Grid delivers
     * @param aside for messages that a person must look at
     * @param visibility how long a received message is hidden; in whole seconds
     * @param retry how long a postponed message is hidden; in whole seconds
     */
    public HintQueue(QueueClient queue, QueueClient aside, Duration visibility, Duration retry) {
        this.queue = queue;
        this.aside = aside;
        this.visibility = visibility;
        this.retry = retry;
    }

    @Override
    public List<Hint> receive(int most) {
        List<Hint> received = new ArrayList<>();
        int before;
        do {
            before = received.size();
            received.addAll(receiveOnce(Math.min(MOST_A_CALL, most - before)));
        } while (received.size() - before == MOST_A_CALL && received.size() < most);
        return received;
    }

    private List<Hint> receiveOnce(int most) {
        return QueueFailure.attempt(
                "receive messages of",
                queue,
                PROCESSOR,
                () -> queue.receiveMessages(most, visibility, null, Context.NONE).stream()
                        .map(HintQueue::hint)
                        .toList());
    }

    private static Hint hint(QueueMessageItem message) {
        String text = message.getBody() == null ? "" : message.getBody().toString();
        return new Hint(message.getMessageId(), message.getPopReceipt(), text, BlobEventReader.read(text));
    }

    @Override
    public void delete(Hint hint) {
        unlessGone(
                "delete a message of",
                () -> queue.deleteMessageWithResponse(hint.id(), hint.receipt(), null, Context.NONE));
    }

    @Override
    public void postpone(Hint hint) {
        unlessGone(
                "postpone a message of",
                () -> queue.updateMessageWithResponse(
                        hint.id(), hint.receipt(), hint.text(), retry, null, Context.NONE));
    }

    private void unlessGone(String what, Runnable call) {
        QueueFailure.attempt(what, queue, PROCESSOR, () -> {
            try {
                call.run();
            } catch (QueueStorageException answer) {
                if (!isGone(answer)) {
                    throw answer;
                }
            }
            return true;
        });
    }

    /** Gone, or received by another one since. */
    private static boolean isGone(QueueStorageException answer) {
        return QueueErrorCode.MESSAGE_NOT_FOUND.equals(answer.getErrorCode())
                || QueueErrorCode.POP_RECEIPT_MISMATCH.equals(answer.getErrorCode());
    }

    @Override
    public void setAside(Hint hint, String reason) {
        String record = record(hint, reason);
        QueueFailure.attempt("send a message to", aside, SENDER, () -> {
            try {
                send(record);
            } catch (QueueStorageException answer) {
                if (!QueueErrorCode.QUEUE_NOT_FOUND.equals(answer.getErrorCode())) {
                    throw answer;
                }
                create(answer);
                send(record);
            }
            return true;
        });
        delete(hint);
    }

    private void send(String record) {
        aside.sendMessageWithResponse(record, null, FOR_EVER, null, Context.NONE);
    }

    /** Whoever may only send may not create: the remedy is then that of a queue that is missing. */
    private void create(QueueStorageException missing) {
        try {
            aside.createIfNotExists();
        } catch (QueueStorageException answer) {
            throw answer.getStatusCode() == FORBIDDEN ? missing : answer;
        }
    }

    /** With as much of the beginning of the text as fits into a message. */
    private static String record(Hint hint, String reason) {
        String text = hint.text();
        String record = json(hint, reason, text);
        while (bytesInRequest(record) > MAX_MESSAGE_BYTES) {
            text = beginning(text, text.length() * 3 / 4);
            record = json(hint, reason, text);
        }
        return record;
    }

    /** A message is sent inside XML. */
    private static int bytesInRequest(String record) {
        return record.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .getBytes(UTF_8)
                .length;
    }

    /** Half a character cannot be sent. */
    private static String beginning(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static String json(Hint hint, String reason, String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("reason", reason)
                .put("message_id", hint.id())
                .put("text", text)
                .toString();
    }

    @Override
    public String asideName() {
        return aside.getQueueName();
    }

    /** Looks at the queue and changes nothing. */
    public void look() {
        QueueFailure.attempt(
                "look at messages of", queue, PROCESSOR, () -> queue.peekMessages(1, null, Context.NONE).stream()
                        .toList());
    }

    /** Returns about how many messages wait, hidden ones among them; empty when this identity may not know. */
    public OptionalInt waiting() {
        return count(queue);
    }

    /** Returns about how many messages were set aside; 0 when there is no such queue, and empty when this identity may not know. */
    public OptionalInt setAside() {
        return count(aside);
    }

    private OptionalInt count(QueueClient counted) {
        return QueueFailure.attempt("count messages of", counted, READER, () -> {
            try {
                return OptionalInt.of(counted.getProperties().getApproximateMessagesCount());
            } catch (QueueStorageException answer) {
                if (counted == aside && QueueErrorCode.QUEUE_NOT_FOUND.equals(answer.getErrorCode())) {
                    return OptionalInt.of(0);
                }
                if (answer.getStatusCode() == FORBIDDEN) {
                    return OptionalInt.empty();
                }
                throw answer;
            }
        });
    }
}
