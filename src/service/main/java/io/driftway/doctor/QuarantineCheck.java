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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        int verdicts = store.list(Keys.VERDICTS).size();
        List<Version> all = store.list(Keys.QUARANTINE);
        Instant since = clock.instant().minus(LATELY);
        List<Version> lately = all.stream()
                .filter(version -> version.lastModified().isAfter(since))
                .sorted(Comparator.comparing(Version::lastModified).reversed())
                .toList();
        String what = String.format(
                Locale.ROOT,
                "%,d verdicts, %,d set aside, %,d of them in the last day",
                verdicts,
                all.size(),
                lately.size());
        return List.of(
                lately.isEmpty()
                        ? Finding.ok(SUBJECT, what)
                        : Finding.warning(
                                SUBJECT,
                                what,
                                "the newest: " + newest(lately.getFirst().key())));
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
