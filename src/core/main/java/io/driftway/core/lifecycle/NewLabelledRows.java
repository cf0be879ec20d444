package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.lifecycle.EpisodeChoice.LabelledRowsSince;
import io.driftway.core.model.DistinctRows;
import io.driftway.core.model.Manifest;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.NewRows;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the new labelled rows of the store, for the choice whether to retrain.
 *
 * <p>It reads each version of a file once for a champion, newest file first, and stops when there are enough. It holds one file in memory, 8 bytes for each row of the last
 * trainings while it reads, and then 8 bytes for each new row.
 */
public final class NewLabelledRows implements LabelledRowsSince {

    private static final Set<Reason> TOO_LARGE = EnumSet.of(Reason.TOO_LARGE, Reason.TOO_MANY_ROWS);
    private static final long[] NONE = {};

    private final LabelledRows rows;
    private final Function<String, Manifest> manifests;
    private final BatchReader reader;
    private final long needed;

    /** What the counts are relative to. */
    private List<String> trainings = List.of();

    private Map<Version, long[]> counted = new HashMap<>();

    /**
     * @param manifests the manifest of a model
     * @param reader a file that is too large for it is left to the trainer to count: it counts as enough
     * @param needed fewest new rows for a run
     */
    public NewLabelledRows(LabelledRows rows, Function<String, Manifest> manifests, BatchReader reader, long needed) {
        this.rows = rows;
        this.manifests = manifests;
        this.reader = reader;
        this.needed = needed;
    }

    @Override
    public synchronized NewRows count(ChampionPointer champion, @Nullable Episode last, Instant since) {
        if (last != null && last.wouldRepeat(rows.listed())) {
            return new NewRows(0, needed, since);
        }
        List<String> now = Stream.concat(Stream.of(champion.model()), last == null ? Stream.of() : last.rows().stream())
                .toList();
        if (!now.equals(trainings)) {
            trainings = now;
            counted = new HashMap<>();
        }
        List<Version> files = rows.files().reversed();
        counted.keySet().retainAll(Set.copyOf(files));
        Counting counting = null;
        long[] fresh = NONE;
        for (Version file : files) {
            if (fresh.length >= needed) {
                break;
            }
            if (!counted.containsKey(file)) {
                counting = counting == null ? new Counting(champion, last) : counting;
                counted.put(file, counting.newIn(file));
            }
            fresh = DistinctRows.sorted(Stream.of(fresh, counted.get(file)).flatMapToLong(Arrays::stream));
        }
        return new NewRows(Math.min(fresh.length, needed), needed, since);
    }

    /** One look at the files, with what it is relative to. */
    private final class Counting {

        private final Schema schema;
        private final long[] known;

        Counting(ChampionPointer champion, @Nullable Episode last) {
            Manifest manifest = manifests.apply(champion.model());
            schema = manifest.schema();
            known = DistinctRows.sorted(LongStream.concat(
                    Arrays.stream(
                            rows.knownTo(manifest, () -> rows.files().stream().flatMap(this::part))),
                    last == null ? LongStream.empty() : Arrays.stream(rows.knownTo(last.rows()))));
        }

        private Stream<LabelledRows.Part> part(Version file) {
            return rows.open(file, schema, reader) instanceof Batch batch && LabelledRows.isLabelled(batch, schema)
                    ? Stream.of(LabelledRows.Part.of(batch, schema))
                    : Stream.empty();
        }

        long[] newIn(Version file) {
            return switch (rows.open(file, schema, reader)) {
                case Batch batch
                when LabelledRows.isLabelled(batch, schema) ->
                    DistinctRows.sorted(Arrays.stream(DistinctRows.hashes(batch, schema))
                            .filter(row -> !DistinctRows.contain(known, row)));
                case Rejection rejection
                when TOO_LARGE.contains(rejection.reason()) ->
                    LongStream.range(0, needed).toArray();
                case Batch unlabelled -> NONE;
                case Rejection rejection -> NONE;
                case null -> NONE;
            };
        }
    }
}
