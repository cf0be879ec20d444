package io.driftway.app;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.Batches;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.model.Fingerprint;
import io.driftway.core.model.NewestRows;
import io.driftway.core.model.Training;
import io.driftway.format.BatchFormats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labelled rows in the store, oldest first: what the first champion was trained on, always, and what came since within a window. Each id
 * stands once, by its newest labelled row, see {@link NewestRows}.
 */
final class LabelledRows {

    private static final BatchReader READER = new BatchFormats(Limits.ANY_LENGTH);
    private static final Logger LOG = LoggerFactory.getLogger(LabelledRows.class);

    private final ObjectStore store;

    private final @Nullable Duration window;
    private final Clock clock;

    /**
     * What there is to train on.
     *
     * @param batch the rows
     * @param fingerprint of the rows
     * @param files the fingerprint of each file that they were read from, see {@link Training#files}
     */
    record Labelled(Batch batch, String fingerprint, List<String> files) {

        /** Whether this is what the model was trained on, in whatever order its files are read now. */
        boolean isOf(Training training) {
            return fingerprint.equals(training.dataSha256())
                    || Set.copyOf(files).equals(Set.copyOf(training.files()));
        }

        /** Whether there is a file that the model was not trained on. */
        boolean isMoreThan(Training training) {
            return !isOf(training) && !training.files().containsAll(files);
        }
    }

    /** @param window labelled blobs older than this are left out; null takes all */
    LabelledRows(ObjectStore store, @Nullable Duration window, Clock clock) {
        this.store = store;
        this.window = window;
        this.clock = clock;
    }

    /** All of them, empty when there are none; a file that cannot be read is said and left out, and one without the target has nothing to teach. */
    Optional<Labelled> read(Schema schema) {
        String target = schema.target().orElseThrow().name();
        List<Batch> parts = new ArrayList<>();
        for (String prefix : List.of(Keys.TRAINING, Keys.LABELLED)) {
            store.list(prefix).stream()
                    .sorted(Comparator.comparing(Version::lastModified).thenComparing(Version::key))
                    .filter(version -> prefix.equals(Keys.TRAINING) || isWithinWindow(version))
                    .forEach(version -> readOne(version, schema, target, parts));
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Batch rows = NewestRows.of(Batches.concat("labelled rows", parts), schema);
        return Optional.of(new Labelled(
                rows, Fingerprint.of(rows), parts.stream().map(Fingerprint::of).toList()));
    }

    /** Names the files of labelled rows in a store, whatever their age: another text as soon as one came, changed or left. */
    static String listed(ObjectStore store) {
        return Sha256.of(Stream.of(Keys.TRAINING, Keys.LABELLED)
                .flatMap(prefix -> store.list(prefix).stream())
                .flatMap(version -> Stream.of(version.key(), version.etag()))
                .toArray(String[]::new));
    }

    String listed() {
        return listed(store);
    }

    /** Where they are looked for, for a person. */
    String where() {
        return "under " + Keys.TRAINING + " or " + Keys.LABELLED + " in the store"
                + (window == null ? "" : ", the latter not older than driftway.retrain.window, " + window);
    }

    private boolean isWithinWindow(Version version) {
        if (window == null || !version.lastModified().isBefore(clock.instant().minus(window))) {
            return true;
        }
        LOG.info("left out of training: {} is of {}, older than {}", version.key(), version.lastModified(), window);
        return false;
    }

    private void readOne(Version version, Schema schema, String target, List<Batch> parts) {
        try (InputStream in = store.open(version.key(), version.etag()).orElse(null)) {
            if (in == null) {
                return;
            }
            switch (new VerifiedReader(READER, version.contentMd5()).read(version.key(), in, schema)) {
                case Rejection rejection ->
                    LOG.atWarn()
                            .addKeyValue("blob", rejection.file())
                            .addKeyValue("reason", rejection.reason().code())
                            .addKeyValue("position", rejection.position())
                            .addKeyValue("remedy", rejection.remedy())
                            .log("left out of training");
                case Batch batch -> {
                    if (batch.column(target)
                            .filter(labels -> labels.missing() < batch.rows())
                            .isPresent()) {
                        parts.add(batch);
                    } else {
                        LOG.warn("left out of training: {} has no label in a column {}", version.key(), target);
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
