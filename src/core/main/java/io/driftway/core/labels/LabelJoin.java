package io.driftway.core.labels;

import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.LabelFileRecord;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.Realized;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Joins late labels with the predictions of the batches in the window, by id. A label counts for each row of the window that has its id. A batch that came with labels is a file
 * of labels for its own rows.
 *
 * <p>It writes records in this order, each by a conditional write: the batch's {@link Truth}; its {@link Performance}; the entry of the new labels in the
 * {@link io.driftway.core.ledger.DecisionLog}, if labels decide; and last, that the file was joined. If the process dies in between, the file is joined again. That repeats
 * nothing and completes the rest. Any number of processes may join at once.
 *
 * <p>The new labels of a file are one step. When a batch comes, the labels that it finds are one step too: its own, and those of files that waited for it.
 *
 * <p>In memory are one file of labels, the predictions of one batch, and 8 bytes for each row of the window. All of it is bounded.
 */
public final class LabelJoin {

    /** Files with labels that still wait for their batch: the newest so many are offered to a batch that comes. */
    static final int MOST_WAITING = 200;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Ledger ledger;
    private final VerdictLog verdicts;
    private final BatchReader reader;
    private final LabelSettings settings;
    private final OperatingThreshold threshold;
    private final Clock clock;
    private final IdIndex index;

    private final Set<String> offered = new HashSet<>();
    private final Map<String, LabelFileRecord> joinedFiles = new HashMap<>();
    private final Map<String, Read> performances = new HashMap<>();
    private final Set<String> faults = new LinkedHashSet<>();
    private List<String> shownFrom = List.of();
    private @Nullable WindowPerformance shown;

    private record Read(String etag, Performance performance) {}

    private record Taken(Truth.Source source, boolean first, Predictions predictions, Truth truth) {}

    private static final Predicate<String> NOBODY = id -> false;

    /** Where the labels of a file count: under this name, and not for the ids that are known. */
    private record Step(@Nullable String name, Predicate<String> known) {
        private static final Step NONE = new Step(null, NOBODY);
    }

    public LabelJoin(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            BatchReader reader,
            LabelSettings settings,
            OperatingThreshold threshold,
            Clock clock) {
        this.store = store;
        this.format = format;
        this.ledger = ledger;
        this.verdicts = verdicts;
        this.reader = reader;
        this.settings = settings;
        this.threshold = threshold;
        this.clock = clock;
        this.index = new IdIndex(settings.windowRows());
    }

    /**
     * Joins one file of labels.
     *
     * @param content of the file; read, and not closed
     * @param schema the champion's id and target
     * @param watch null where labels decide nothing
     * @return the {@link LabelFileRecord} if it is this call that wrote it; the {@link io.driftway.core.batch.Rejection} when the file is
     *     malformed; nothing when another process was quicker
     * @throws IOException when the content cannot be read, which says nothing about the file
     */
    public synchronized @Nullable Kinded join(
            BlobVersion file, InputStream content, Schema schema, @Nullable LabelWatch watch) throws IOException {
        return switch (read(file, content, schema)) {
            case LabelFile.Malformed(var rejection) -> rejection;
            case LabelFile.Labels(LabelRows rows) -> {
                verdicts.refreshNewest();
                long[] hashes = rows.hashes();
                long replaced = rows.repeated();
                boolean entered = watch != null && watch.knows(file.batchId());
                List<VerdictRecord> window = window();
                LabelLosses losses = new LabelLosses();
                for (VerdictRecord batch : window) {
                    Step step = watch == null
                            ? Step.NONE
                            : entered ? late(window, batch, watch) : new Step(file.batchId(), NOBODY);
                    Taken taken = take(batch, file, rows, hashes, schema, step);
                    if (taken != null) {
                        replaced += taken.source().replaced();
                        if (watch != null && watch.counts(batch)) {
                            losses.add(taken.predictions(), taken.truth(), file.batchId());
                        }
                    }
                }
                if (watch != null && !entered) {
                    watch.enter(file.batchId(), losses.values());
                }
                LabelFileRecord record = new LabelFileRecord(
                        file,
                        rows.ids() + rows.repeated(),
                        rows.matched(),
                        replaced,
                        rows.ids() - rows.matched(),
                        clock.instant());
                yield ledger.joined(record) ? record : null;
            }
        };
    }

    /**
     * Opens and joins one file of labels.
     *
     * @return as {@link #join(BlobVersion, InputStream, Schema, LabelWatch)}; nothing when the version is gone, which is then recorded
     * @throws IOException when the content cannot be read, which says nothing about the file
     */
    public synchronized @Nullable Kinded join(BlobVersion file, Schema schema, @Nullable LabelWatch watch)
            throws IOException {
        try (InputStream content = store.open(file.name(), file.etag()).orElse(null)) {
            if (content == null) {
                ledger.supersede(file);
                return null;
            }
            return join(file, content, schema, watch);
        }
    }

    private Optional<LabelFile> open(BlobVersion file, Schema schema) {
        try (InputStream in = store.open(file.name(), file.etag()).orElse(null)) {
            return in == null ? Optional.empty() : Optional.of(read(file, in, schema));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private LabelFile read(BlobVersion file, InputStream content, Schema schema) throws IOException {
        return LabelFile.read(file.name(), content, schema, new VerifiedReader(reader, file.contentMd5()));
    }

    /**
     * Offers the labels that wait, and those that they came with, to the batches that came since.
     *
     * @param watch null where labels decide nothing
     */
    public synchronized LabelRefresh refresh(ChampionPointer champion, Schema schema, @Nullable LabelWatch watch) {
        verdicts.refreshNewest();
        List<VerdictRecord> window = window();
        List<VerdictRecord> fresh = window.stream()
                .filter(batch -> !offered.contains(batch.batchId()))
                .toList()
                .reversed();
        long joined = 0;
        long replaced = 0;
        for (VerdictRecord batch : fresh) {
            Taken taken = takeOwn(batch, schema, new Step(watch == null ? null : lateStep(batch), NOBODY));
            if (taken != null && taken.first()) {
                joined += taken.source().joined();
                replaced += taken.source().replaced();
            }
        }
        for (LabelFileRecord file : fresh.isEmpty() ? List.<LabelFileRecord>of() : waiting()) {
            if (open(file.source(), schema).orElse(null) instanceof LabelFile.Labels(LabelRows rows)) {
                long[] hashes = rows.hashes();
                for (VerdictRecord batch : fresh) {
                    Step step = watch == null ? Step.NONE : late(window, batch, watch);
                    Taken taken = take(batch, file.source(), rows, hashes, schema, step);
                    if (taken != null && taken.first()) {
                        joined += taken.source().joined();
                        replaced += taken.source().replaced();
                    }
                }
            }
        }
        if (watch != null) {
            fresh.stream().filter(watch::counts).forEach(batch -> enterLate(batch, schema, watch));
        }
        Set<String> now = window.stream().map(VerdictRecord::batchId).collect(Collectors.toSet());
        fresh.forEach(batch -> offered.add(batch.batchId()));
        offered.retainAll(now);
        index.keepOnly(now);
        return new LabelRefresh(joined, replaced, figures(champion, schema));
    }

    private static String lateStep(VerdictRecord batch) {
        return "labels of " + batch.batchId();
    }

    /** A batch that came after the step of a file. Of the ids of older batches that count the file has said what it says. */
    private Step late(List<VerdictRecord> window, VerdictRecord batch, LabelWatch watch) {
        List<String> older = window.stream()
                .filter(other -> VerdictLog.BY_TIME.compare(other, batch) < 0 && watch.counts(other))
                .map(VerdictRecord::batchId)
                .toList();
        return new Step(lateStep(batch), id -> {
            long hash = IdColumn.hash(id);
            return older.stream().anyMatch(other -> index.has(other, hash));
        });
    }

    /** Enters what a batch found when it came, also where another process took it up and died before. */
    private void enterLate(VerdictRecord batch, Schema schema, LabelWatch watch) {
        String key = Keys.record(Keys.TRUTH, batch.batchId());
        Optional<Truth> truth = read(key, Truth.class).filter(known -> known.has(lateStep(batch)));
        if (truth.isEmpty() || watch.knows(lateStep(batch))) {
            return;
        }
        LabelLosses losses = new LabelLosses();
        predictions(batch, schema)
                .filter(predictions -> predictions.ids().length == truth.get().labels().length)
                .ifPresent(predictions -> losses.add(predictions, truth.get(), lateStep(batch)));
        watch.enter(lateStep(batch), losses.values());
    }

    /** What the batch has of its own labels; nothing when it has none, or they were taken before. */
    private @Nullable Taken takeOwn(VerdictRecord batch, Schema schema, Step step) {
        if (batch.labelled() == null || batch.labelled() == 0 || hasOwn(batch)) {
            return null;
        }
        @Nullable LabelFile file = open(batch.source(), schema).orElse(null);
        return switch (file) {
            case LabelFile.Labels(LabelRows rows) -> take(batch, batch.source(), rows, rows.hashes(), schema, step);
            case LabelFile.Malformed(var rejection) -> {
                faults.add("the batch's own labels are not joined: " + rejection.line());
                yield null;
            }
            case null -> {
                faults.add("the batch's own labels are not joined: "
                        + batch.source().name() + " was overwritten or is gone; put its labels under labels/");
                yield null;
            }
        };
    }

    private boolean hasOwn(VerdictRecord batch) {
        return read(Keys.record(Keys.TRUTH, batch.batchId()), Truth.class)
                .flatMap(truth -> truth.source(batch.source()))
                .isPresent();
    }

    /** Files with labels that found no prediction, newest first. */
    private List<LabelFileRecord> waiting() {
        Instant oldest = oldest();
        List<Version> newest = store.list(Keys.LABELS_JOINED).stream()
                .sorted(Comparator.comparing(Version::lastModified).reversed())
                .limit(MOST_WAITING)
                .toList();
        joinedFiles.keySet().retainAll(newest.stream().map(Version::key).toList());
        for (Version version : newest) {
            if (!joinedFiles.containsKey(version.key())) {
                read(version.key(), LabelFileRecord.class).ifPresent(record -> joinedFiles.put(version.key(), record));
            }
        }
        return newest.stream()
                .map(version -> joinedFiles.get(version.key()))
                .filter(record -> record != null
                        && record.unmatched() > 0
                        && !record.source().lastModified().isBefore(oldest))
                .toList();
    }

    private Instant oldest() {
        return clock.instant().minus(settings.window());
    }

    /** Newest first. */
    private List<VerdictRecord> window() {
        Instant oldest = oldest();
        return verdicts.newestFirst().stream()
                .filter(verdict -> !verdict.decidedAt().isBefore(oldest))
                .limit(settings.windowBatches())
                .toList();
    }

    /** What the file has for this batch; nothing when it has nothing. One batch that cannot be read stops no other. */
    private @Nullable Taken take(
            VerdictRecord batch, BlobVersion file, LabelRows rows, long[] hashes, Schema schema, Step step) {
        if (index.hasNone(batch.batchId(), hashes)) {
            return null;
        }
        Optional<Predictions> predictions = predictions(batch, schema);
        if (predictions.isEmpty()) {
            return null;
        }
        index.add(batch.batchId(), predictions.get().ids());
        try {
            return take(batch, file, rows, predictions.get(), step);
        } catch (MalformedRecord malformed) {
            faults.add(String.valueOf(malformed.getMessage()));
            return null;
        }
    }

    private @Nullable Taken take(
            VerdictRecord batch, BlobVersion file, LabelRows rows, Predictions predictions, Step step) {
        String key = Keys.record(Keys.TRUTH, batch.batchId());
        while (true) {
            Optional<Stored> stored = store.get(key);
            Truth before = stored.map(content -> truth(content, predictions))
                    .orElseGet(() -> Truth.unknown(batch.batchId(), predictions.ids().length));
            Truth after = before.with(file, rows, predictions.ids(), step.name(), step.known());
            Optional<Truth.Source> source = after.source(file);
            if (source.isEmpty()) {
                return null;
            }
            boolean first = before.source(file).isEmpty();
            if (!first || write(key, format.write(after), stored)) {
                writePerformance(batch, predictions);
                return new Taken(source.get(), first, predictions, after);
            }
        }
    }

    private boolean write(String key, byte[] content, Optional<Stored> read) {
        return (read.isEmpty()
                        ? store.putIfAbsent(key, content)
                        : store.putIfMatch(key, content, read.get().version().etag()))
                .isPresent();
    }

    private Truth truth(Stored stored, Predictions predictions) {
        Truth truth = format.read(stored.version().key(), stored.content(), Truth.class);
        if (truth.labels().length != predictions.ids().length) {
            throw new MalformedRecord(
                    stored.version().key(),
                    truth.labels().length + " rows, the predictions have " + predictions.ids().length);
        }
        return truth;
    }

    /** One made from more files is never overwritten by one made from fewer. */
    private void writePerformance(VerdictRecord batch, Predictions predictions) {
        String key = Keys.record(Keys.PERFORMANCE, batch.batchId());
        while (true) {
            Optional<Truth> truth =
                    store.get(Keys.record(Keys.TRUTH, batch.batchId())).map(stored -> truth(stored, predictions));
            if (truth.isEmpty()) {
                return;
            }
            Performance performance = performance(batch, predictions, truth.get());
            byte[] content = format.write(performance);
            Optional<Stored> stored = store.get(key);
            if (stored.isPresent()
                    && (Arrays.equals(stored.get().content(), content)
                            || labelFiles(stored.get()) > performance.labelFiles())) {
                return;
            }
            if (write(key, content, stored)) {
                return;
            }
        }
    }

    /** One that cannot be read is written anew: it follows from other records. */
    private int labelFiles(Stored stored) {
        try {
            return format.read(stored.version().key(), stored.content(), Performance.class)
                    .labelFiles();
        } catch (MalformedRecord malformed) {
            return 0;
        }
    }

    private Performance performance(VerdictRecord batch, Predictions predictions, Truth truth) {
        Predictions.Labelled labelled = predictions.labelledBy(truth);
        return new Performance(
                batch.batchId(),
                batch.champion().model(),
                batch.champion().sequence(),
                batch.decidedAt(),
                truth.sources().size(),
                truth.sources().stream().mapToLong(Truth.Source::replaced).sum(),
                Realized.of(
                        labelled.probabilities(),
                        labelled.positive(),
                        predictions.ids().length,
                        settings.minimumLabels(),
                        threshold.of(batch.champion().model())));
    }

    private Optional<Predictions> predictions(VerdictRecord batch, Schema schema) {
        String id = schema.id().map(Field::name).orElseThrow();
        Optional<Predictions> read = keys(batch.predictions()).stream()
                .map(key -> store.get(key).flatMap(stored -> Predictions.read(key, stored.content(), id, reader)))
                .collect(Collectors.collectingAndThen(Collectors.toList(), Predictions::joined));
        if (read.isEmpty()) {
            faults.add(batch.predictions() + ": no predictions with the column " + id + ", they cannot be labelled");
        }
        return read;
    }

    /** One key, or those of the parts where it is a folder. */
    private List<String> keys(String predictions) {
        return predictions.endsWith("/")
                ? store.list(predictions).stream().map(Version::key).toList()
                : List.of(predictions);
    }

    /** The champion's figures over the window: of its labelled rows together, newest batches first, as many rows as are allowed. */
    public synchronized WindowPerformance window(ChampionPointer champion, Schema schema) {
        verdicts.refreshNewest();
        return figures(champion, schema);
    }

    private WindowPerformance figures(ChampionPointer champion, Schema schema) {
        List<VerdictRecord> own = window().stream()
                .filter(batch -> batch.champion().model().equals(champion.model()))
                .toList();
        Map<String, Version> listed = store.list(Keys.PERFORMANCE).stream()
                .collect(Collectors.toMap(Version::key, Function.identity(), (a, b) -> b));
        List<String> from = new ArrayList<>(List.of(champion.model()));
        for (VerdictRecord batch : own) {
            Version version = listed.get(Keys.record(Keys.PERFORMANCE, batch.batchId()));
            from.add(batch.batchId() + " " + (version == null ? "" : version.etag()));
        }
        WindowPerformance before = shown;
        if (before != null && from.equals(shownFrom)) {
            return before;
        }
        WindowPerformance now = measure(champion, own, listed, schema);
        shownFrom = from;
        shown = now;
        return now;
    }

    private WindowPerformance measure(
            ChampionPointer champion, List<VerdictRecord> own, Map<String, Version> listed, Schema schema) {
        List<Predictions.Labelled> parts = new ArrayList<>();
        long rows = 0;
        int labelled = 0;
        int batches = 0;
        Set<String> kept = new HashSet<>();
        for (VerdictRecord batch : own) {
            Optional<Performance> performance =
                    performance(listed.get(Keys.record(Keys.PERFORMANCE, batch.batchId())), kept);
            long more = performance.map(p -> p.realized().labelled()).orElse(0L);
            if (batches > 0 && labelled + more > settings.windowRows()) {
                break;
            }
            batches++;
            rows += batch.dataset().rowsCurrent();
            if (more > 0) {
                Optional<Predictions.Labelled> part = labelled(batch, schema);
                part.ifPresent(parts::add);
                labelled += part.map(p -> p.positive().length).orElse(0);
            }
        }
        performances.keySet().retainAll(kept);
        float[] probabilities = new float[labelled];
        boolean[] positive = new boolean[labelled];
        int at = 0;
        for (Predictions.Labelled part : parts) {
            System.arraycopy(part.probabilities(), 0, probabilities, at, part.positive().length);
            System.arraycopy(part.positive(), 0, positive, at, part.positive().length);
            at += part.positive().length;
        }
        return new WindowPerformance(
                champion.model(),
                batches,
                Realized.of(probabilities, positive, rows, settings.minimumLabels(), threshold.of(champion.model())));
    }

    private Optional<Performance> performance(@Nullable Version version, Set<String> kept) {
        if (version == null) {
            return Optional.empty();
        }
        kept.add(version.key());
        Read known = performances.get(version.key());
        if (known != null && known.etag().equals(version.etag())) {
            return Optional.of(known.performance());
        }
        Optional<Performance> read = read(version.key(), Performance.class);
        read.ifPresent(performance -> performances.put(version.key(), new Read(version.etag(), performance)));
        return read;
    }

    private Optional<Predictions.Labelled> labelled(VerdictRecord batch, Schema schema) {
        try {
            return predictions(batch, schema).flatMap(predictions -> store.get(Keys.record(Keys.TRUTH, batch.batchId()))
                    .map(stored -> predictions.labelledBy(truth(stored, predictions))));
        } catch (MalformedRecord malformed) {
            faults.add(String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        try {
            return store.get(key).map(stored -> format.read(key, stored.content(), type));
        } catch (MalformedRecord malformed) {
            faults.add(String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    /** What could not be read since the last call, a line each. */
    public synchronized List<String> faults() {
        List<String> lines = List.copyOf(faults);
        faults.clear();
        return lines;
    }
}
