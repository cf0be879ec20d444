package io.driftway.spark;

import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Opened;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.RowCounts;
import io.driftway.core.pipeline.Scored;
import io.driftway.format.BatchFormats;
import io.driftway.format.csv.PredictionCsv;
import io.driftway.format.json.JsonRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Scores and counts a part of a batch on an executor, as the service does it with a batch, and writes its predictions.
 *
 * @param store where the batch and the model are
 * @param batchId of the whole
 * @param champion the model
 * @param buckets into so many the rows are sorted by hash, so that equal rows of all parts meet in one
 */
record PartCounter(StoreAddress store, String batchId, ChampionPointer champion, int buckets) implements Serializable {

    private static final JsonRecords RECORDS = new JsonRecords();

    /** What the columns of a part may take of the memory, that parts on other threads take as much of. */
    private static final double MEMORY_SHARE = 0.5;

    /**
     * What was counted of a part.
     *
     * @param number of the part
     * @param sha256 of its bytes
     * @param refused a {@link Rejection} as JSON; empty where there is none
     * @param counts {@link RowCounts} as JSON; empty where the part is refused or has no row
     * @param hashes of its rows, by bucket
     * @param ids of its rows that have one, by bucket
     * @param cut whether it may have been cut where no record ends
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Count(
            int number,
            String sha256,
            byte[] refused,
            byte[] counts,
            List<long[]> hashes,
            List<String[]> ids,
            boolean cut)
            implements Serializable {

        boolean hasRows() {
            return counts.length > 0;
        }

        /** Returns this without what it counted, of which one byte tells whether there is any. */
        Count end() {
            return new Count(
                    number,
                    sha256,
                    refused,
                    Arrays.copyOf(counts, Math.min(1, counts.length)),
                    List.of(),
                    List.of(),
                    cut);
        }
    }

    Count count(BatchPart part) throws IOException {
        ObjectStore opened = store.open();
        if (part.isInDoubt(opened)) {
            return new Count(part.number(), "", new byte[0], new byte[0], List.of(), List.of(), true);
        }
        Champion model = Model.of(store, champion);
        Pipeline pipeline = new Pipeline(new BatchFormats(limits()));
        return switch (pipeline.decode(part.open(opened), part.version(), model)) {
            case Opened.Refused(Rejection why) ->
                new Count(
                        part.number(),
                        "",
                        why.reason() == Reason.NO_ROWS ? new byte[0] : RECORDS.write(part.placed(why)),
                        new byte[0],
                        List.of(),
                        List.of(),
                        false);
            case IncomingBatch incoming -> counted(part, pipeline.score(incoming), opened);
        };
    }

    private static Limits limits() {
        Limits any = Limits.ANY_LENGTH;
        return new Limits(
                any.rows(),
                any.columns(),
                any.rowBytes(),
                any.cellChars(),
                any.unpackedBytes(),
                any.expansion(),
                MEMORY_SHARE / Runtime.getRuntime().availableProcessors());
    }

    private Count counted(BatchPart part, Scored scored, ObjectStore opened) throws IOException {
        ByteArrayOutputStream predictions = new ByteArrayOutputStream();
        PredictionCsv.write(scored.scores(), scored.champion().schema(), predictions);
        opened.putIfAbsent(
                Keys.predictionParts(batchId, champion.model())
                        + String.format(Locale.ROOT, "part-%05d.csv", part.number()),
                predictions.toByteArray());
        return new Count(
                part.number(),
                scored.contentSha256(),
                new byte[0],
                RECORDS.write(RowCounts.of(scored)),
                sorted(scored.hashes()),
                scored.ids().map(this::sorted).orElse(List.of()),
                false);
    }

    private List<long[]> sorted(long[] hashes) {
        int[] sizes = new int[buckets];
        for (long hash : hashes) {
            sizes[bucket(hash)]++;
        }
        List<long[]> sorted = Arrays.stream(sizes).mapToObj(long[]::new).toList();
        for (long hash : hashes) {
            int bucket = bucket(hash);
            sorted.get(bucket)[--sizes[bucket]] = hash;
        }
        return new ArrayList<>(sorted);
    }

    private List<String[]> sorted(IdColumn ids) {
        List<List<String>> sorted = IntStream.range(0, buckets)
                .<List<String>>mapToObj(bucket -> new ArrayList<>())
                .toList();
        for (String id : ids.values()) {
            if (!id.isEmpty()) {
                sorted.get(bucket(IdColumn.hash(id))).add(id);
            }
        }
        return new ArrayList<>(
                sorted.stream().map(list -> list.toArray(String[]::new)).toList());
    }

    /** By the highest bits: a hash of rows is even in all of them, and one of ids nearly so. */
    private int bucket(long hash) {
        return (int) Math.multiplyHigh(hash >>> 1, 2L * buckets);
    }
}
