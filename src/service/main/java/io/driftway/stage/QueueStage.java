package io.driftway.stage;

import io.driftway.core.Causes;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.BlobEvent;
import io.driftway.core.ledger.Hint;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.StoreFailures;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives hints that blobs are in the inbox, and deletes each when its blob waits no more. A hint decides nothing: the blobs that it names are looked at as in a listing, and
 * the ledger says what is new.
 */
public final class QueueStage {

    /** The exchange property that says what became of the messages of this tick. */
    public static final String HINTS = "hints";

    private static final Logger LOG = LoggerFactory.getLogger(QueueStage.class);

    /** A tick receives no more messages, so that a long queue does not delay its first batches. */
    private static final int MOST_A_TICK = 128;

    private final Hints hints;
    private final Predicate<String> waits;
    private final LargeBatches large;
    private final String account;
    private final String container;
    private final String prefix;
    private final StoreFailures failures;

    /**
     * @param waits whether the blob of this name is without an ending
     * @param large knows what of the inbox is a batch
     * @param account of the inbox
     * @param container of the inbox
     * @param prefix folder of the inbox
     * @param failures tells what to do about a queue that refuses
     */
    public QueueStage(
            Hints hints,
            Predicate<String> waits,
            LargeBatches large,
            String account,
            String container,
            String prefix,
            StoreFailures failures) {
        this.failures = failures;
        this.hints = hints;
        this.waits = waits;
        this.large = large;
        this.account = account;
        this.container = container;
        this.prefix = prefix;
    }

    /**
     * Receives messages. Those about anything but a batch are deleted or set aside at once.
     *
     * @return the names of the blobs that may be new, each once, in the order of the messages
     */
    public List<String> receive(Exchange exchange) {
        List<Hint> looked = new ArrayList<>();
        List<Hint> ignored = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Hint hint : hints.receive(MOST_A_TICK)) {
            List<String> named = batches(hint);
            Optional<Fault> fault = fault(hint);
            if (!named.isEmpty()) {
                names.addAll(named);
                looked.add(hint);
            } else if (fault.isPresent()) {
                faults.add(fault.get());
            } else {
                ignored.add(hint);
            }
        }
        exchange.setProperty(HINTS, new Hints.Sorted(looked, ignore(ignored), setAside(faults)));
        return List.copyOf(names);
    }

    /** Deletes each message whose blobs wait no more, and postpones the others. */
    public void settle(@ExchangeProperty(HINTS) Hints.Sorted sorted) {
        for (Hint hint : sorted.looked()) {
            if (batches(hint).stream().anyMatch(waits)) {
                hints.postpone(hint);
            } else {
                hints.delete(hint);
            }
        }
    }

    /** The names of batches in the inbox that a message says were written. */
    private List<String> batches(Hint hint) {
        return created(hint)
                .filter(this::isHere)
                .map(BlobEvent::name)
                .filter(this::isBatch)
                .distinct()
                .toList();
    }

    private static Stream<BlobEvent> created(Hint hint) {
        return hint.content() instanceof Hint.Events(List<BlobEvent> events)
                ? events.stream().filter(BlobEvent::created)
                : Stream.of();
    }

    private boolean isHere(BlobEvent event) {
        return event.container().equals(container)
                && (event.account().isEmpty() || event.account().equalsIgnoreCase(account));
    }

    private boolean isBatch(String name) {
        return name.startsWith(prefix)
                && large.isBatch(new BlobVersion(account, container, name, "", 0, Instant.EPOCH));
    }

    private Optional<Fault> fault(Hint hint) {
        if (hint.content() instanceof Hint.Unreadable(String reason)) {
            return Optional.of(new Fault(
                    hint,
                    reason,
                    "read it in the queue " + hints.asideName() + ", and see who else writes to the queue"));
        }
        return created(hint).allMatch(this::isHere)
                ? Optional.empty()
                : Optional.of(new Fault(
                        hint,
                        "its blob is in another container or account",
                        "give the subscription of Event Grid the subject filter /blobServices/default/containers/"
                                + container + "/blobs/" + prefix));
    }

    /** A message that only a person can do something about. */
    private record Fault(Hint hint, String reason, String remedy) {}

    /** What cannot be deleted now appears again, so a failure is logged and the batches of this tick go on. */
    private int ignore(List<Hint> ignored) {
        int done = 0;
        try {
            for (Hint hint : ignored) {
                hints.delete(hint);
                done++;
            }
        } catch (UncheckedIOException failure) {
            say(failure, "messages that name no batch stay in the queue");
        }
        return done;
    }

    private int setAside(List<Fault> faults) {
        int done = 0;
        try {
            for (Fault fault : faults) {
                hints.setAside(fault.hint(), fault.reason());
                done++;
                LOG.atWarn()
                        .addKeyValue("message_id", fault.hint().id())
                        .addKeyValue("reason", fault.reason())
                        .addKeyValue("remedy", fault.remedy())
                        .log("a message of the queue is set aside");
            }
        } catch (UncheckedIOException failure) {
            say(failure, "messages that must be set aside stay in the queue");
        }
        return done;
    }

    private void say(UncheckedIOException failure, String what) {
        LOG.atError()
                .addKeyValue("cause", Causes.of(failure).get(1).getMessage())
                .addKeyValue("remedy", failures.remedy(failure))
                .log(what + "; they appear again, and a later tick tries again");
    }
}
