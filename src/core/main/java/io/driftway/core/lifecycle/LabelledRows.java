package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.TrainedRows;
import io.driftway.core.model.DistinctRows;
import io.driftway.core.model.Fingerprint;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.NewestRows;
import io.driftway.core.model.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the labelled rows of the store, oldest first: the rows of the first training, always, and later rows within a window. An id occurs once, with its newest labelled row,
 * see {@link NewestRows}.
 */
public final class LabelledRows {

    private static final Logger LOG = LoggerFactory.getLogger(LabelledRows.class);

    private final ObjectStore store;
    private final BatchReader reader;
    private final TrainedRows trained;
    private final @Nullable JoinedRows joined;
    private final @Nullable Duration window;
    private final Clock clock;

    /**
     * What there is to train on.
     *
     * @param batch the rows
     * @param fingerprint of the rows
     * @param files that they were read from
     */
    record Labelled(Batch batch, String fingerprint, List<Part> files) {

        /** The fingerprint of each file, see {@link Training#files}. */
        List<String> fingerprints() {
            return files.stream().map(Part::fingerprint).toList();
        }

        /** Hashes of every row that was read, also of those that a newer row replaced. */
        long[] hashes() {
            return DistinctRows.sorted(files.stream().flatMapToLong(part -> Arrays.stream(part.hashes())));
        }
    }

    /**
     * One file of them.
     *
     * @param fingerprint of its rows
     * @param hashes of its rows, sorted
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Part(String fingerprint, long[] hashes) {

        static Part of(Batch batch, Schema schema) {
            return new Part(
                    Fingerprint.of(batch), DistinctRows.sorted(Arrays.stream(DistinctRows.hashes(batch, schema))));
        }
    }

    /** Without late labels. */
    public LabelledRows(ObjectStore store, BatchReader reader, @Nullable Duration window, Clock clock) {
        this(store, reader, null, window, clock);
    }

    /**
     * @param reader takes files of any length
     * @param joined late labels joined with the rows of their batches; null leaves them out
     * @param window labelled blobs, and labels of batches, older than this are left out; null takes all
     */
    public LabelledRows(
            ObjectStore store,
            BatchReader reader,
            @Nullable JoinedRows joined,
            @Nullable Duration window,
            Clock clock) {
        this.store = store;
        this.reader = reader;
        this.joined = joined;
        this.trained = new TrainedRows(store);
        this.window = window;
        this.clock = clock;
    }

    /**
     * Reads all labelled rows; empty when there are none. It leaves out a file that cannot be read, or that lacks the target, and logs each. Every row is in memory
     * once, besides the columns of the file that is read and one column while the files are put together.
     */
    Optional<Labelled> read(Schema schema) {
        store.list(Keys.LABELLED).stream()
                .filter(version -> !isWithinWindow(version))
                .forEach(version -> LOG.info(
                        "left out of training: {} is of {}, older than {}",
                        version.key(),
                        version.lastModified(),
                        window));
        List<Batch> parts = new ArrayList<>();
        List<Part> files = new ArrayList<>();
        for (Version version : files()) {
            usable(version, schema).ifPresent(part -> {
                files.add(Part.of(part, schema));
                parts.add(part);
            });
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Batch rows = NewestRows.take("labelled rows", parts, schema);
        return Optional.of(new Labelled(rows, Fingerprint.of(rows), files));
    }

    /** Notes which rows a training has, for whoever asks later how many are new. */
    void note(Labelled labelled) {
        trained.note(labelled.fingerprint(), labelled.hashes());
    }

    /**
     * Hashes, sorted, of the rows that the model was trained on: as its training noted them, else from the files that its manifest names. None for an
     * imported model, which has learnt from none that we know of.
     *
     * @param parts the files of labelled rows, looked at only where nothing is noted
     */
    long[] knownTo(Manifest model, Supplier<Stream<Part>> parts) {
        if (model.imported()) {
            return new long[0];
        }
        Training training = model.training();
        return trained.of(training.dataSha256()).orElseGet(() -> {
            Set<String> missing = new HashSet<>(training.files());
            long[] hashes = DistinctRows.sorted(parts.get()
                    .filter(part -> training.files().contains(part.fingerprint()))
                    .peek(part -> missing.remove(part.fingerprint()))
                    .flatMapToLong(part -> Arrays.stream(part.hashes())));
            if (missing.isEmpty()) {
                trained.note(training.dataSha256(), hashes);
            }
            return hashes;
        });
    }

    /** Hashes, sorted, of the rows that these trainings had; those of which nothing is noted are left out. */
    long[] knownTo(List<String> fingerprints) {
        return DistinctRows.sorted(
                fingerprints.stream().map(trained::of).flatMap(Optional::stream).flatMapToLong(Arrays::stream));
    }

    /** The files of labelled rows and the records of late labels: the first training data, and then the others, oldest first. */
    List<Version> files() {
        Comparator<Version> byAge = Comparator.comparing(Version::lastModified).thenComparing(Version::key);
        return Stream.concat(
                        store.list(Keys.TRAINING).stream().sorted(byAge),
                        Stream.concat(store.list(Keys.LABELLED).stream(), joined().stream())
                                .filter(this::isWithinWindow)
                                .sorted(byAge))
                .toList();
    }

    private List<Version> joined() {
        return joined == null ? List.of() : joined.list();
    }

    /** Names the files of labelled rows in a store, whatever their age: another text as soon as one came, changed or left. */
    String listed() {
        return Sha256.of(Stream.of(store.list(Keys.TRAINING), store.list(Keys.LABELLED), joined())
                .flatMap(List::stream)
                .flatMap(version -> Stream.of(version.key(), version.etag()))
                .toArray(String[]::new));
    }

    /** Where they are looked for, for a person. */
    String where() {
        return "under " + Keys.TRAINING + " or " + Keys.LABELLED + " in the store"
                + (joined == null ? "" : ", or their labels under labels/")
                + (window == null ? "" : ", the latter not older than driftway.retrain.window, " + window);
    }

    private boolean isWithinWindow(Version version) {
        return window == null
                || !version.lastModified().isBefore(clock.instant().minus(window));
    }

    private Optional<Batch> usable(Version version, Schema schema) {
        return switch (open(version, schema, reader)) {
            case Rejection rejection -> {
                LOG.atWarn()
                        .addKeyValue("blob", rejection.file())
                        .addKeyValue("reason", rejection.reason().code())
                        .addKeyValue("position", rejection.position())
                        .addKeyValue("remedy", rejection.remedy())
                        .log("left out of training");
                yield Optional.empty();
            }
            case Batch batch when isLabelled(batch, schema) -> Optional.of(batch);
            case Batch unlabelled -> {
                LOG.warn(
                        "left out of training: {} has no label in a column {}",
                        version.key(),
                        schema.target().orElseThrow().name());
                yield Optional.empty();
            }
            case null -> Optional.empty();
        };
    }

    static boolean isLabelled(Batch batch, Schema schema) {
        return batch.column(schema.target().orElseThrow().name())
                .filter(labels -> labels.missing() < batch.rows())
                .isPresent();
    }

    /** The rows of one file, or why they cannot be used; null when this version is gone. */
    @Nullable
    Decoded open(Version version, Schema schema, BatchReader with) {
        if (joined != null && JoinedRows.isTruth(version)) {
            return joined.open(version, schema, with);
        }
        try (InputStream in = store.open(version.key(), version.etag()).orElse(null)) {
            return in == null ? null : new VerifiedReader(with, version.contentMd5()).read(version.key(), in, schema);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
