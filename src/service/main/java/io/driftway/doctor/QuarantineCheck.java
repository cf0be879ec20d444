package io.driftway.doctor;

import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.QuarantineRecord;
import io.driftway.core.ledger.RecordFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What was set aside of late, and what to do about the newest. */
public final class QuarantineCheck implements Check {

    private static final String SUBJECT = "ledger";
    private static final Duration LATELY = Duration.ofDays(1);

    private final ObjectStore store;
    private final RecordFormat format;
    private final Clock clock;

    public QuarantineCheck(ObjectStore store, RecordFormat format, Clock clock) {
        this.store = store;
        this.format = format;
        this.clock = clock;
    }

    @Override
    public List<Finding> look() {
        Instant since = clock.instant().minus(LATELY);
        List<Version> lately = new ArrayList<>();
        int quarantined = count(Keys.QUARANTINE, version -> {
            if (version.lastModified().isAfter(since)) {
                lately.add(version);
            }
        });
        int verdicts = count(Keys.VERDICTS, version -> {});
        lately.sort(Comparator.comparing(Version::lastModified).reversed());
        String what = String.format(
                Locale.ROOT,
                "%,d verdicts, %,d set aside, %,d of them in the last day",
                verdicts,
                quarantined,
                lately.size());
        return List.of(
                lately.isEmpty()
                        ? Finding.ok(SUBJECT, what)
                        : Finding.warning(
                                SUBJECT,
                                what,
                                "the newest: " + newest(lately.getFirst().key())));
    }

    private int count(String folder, Consumer<Version> each) {
        LongAdder count = new LongAdder();
        store.each(folder, version -> {
            count.increment();
            each.accept(version);
        });
        return count.intValue();
    }

    private String newest(String key) {
        try {
            Optional<QuarantineRecord> record =
                    store.get(key).map(stored -> format.read(key, stored.content(), QuarantineRecord.class));
            return record.map(r -> r.source().name() + (r.position().isEmpty() ? "" : ", " + r.position()) + ": "
                            + r.fault() + "; " + r.remedy())
                    .orElse(key + ", which is gone");
        } catch (MalformedRecord malformed) {
            return String.valueOf(malformed.getMessage());
        }
    }
}
