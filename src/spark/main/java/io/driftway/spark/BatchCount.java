package io.driftway.spark;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.core.pipeline.RowCounts;
import io.driftway.core.profile.RowRepeats;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.JsonRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Scores and counts one batch, part by part on the executors, and writes what was counted. */
final class BatchCount {

    private static final JsonRecords RECORDS = new JsonRecords();
    private static final int DEPTH = 2;

    private final JavaSparkContext spark;
    private final StoreAddress address;
    private final ObjectStore store;
    private final long piece;

    /** @param piece bytes of a CSV file that are one part, about; at least 1 */
    BatchCount(SparkSession session, StoreAddress address, long piece) {
        this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.address = address;
        this.store = address.open();
        this.piece = piece;
    }

    /**
     * Counts a batch under the present champion.
     *
     * @param batch a blob, or the file {@code _SUCCESS} in a folder whose parts are the batch
     * @param version of this program
     * @return false where it was counted before
     * @throws Unusable when there is no champion, or the batch is not there any more
     */
    boolean count(BlobVersion batch, String version) throws IOException {
        ChampionPointer pointer = Model.current(store);
        Champion champion = Model.of(address, pointer);
        CountedBatches counted = new CountedBatches(store, RECORDS);
        if (counted.has(batch, champion)) {
            return false;
        }
        requireClosed(batch);
        List<BlobVersion> files = files(batch);
        PartCounter counter =
                new PartCounter(address, batch.batchId(), pointer, Math.max(1, spark.defaultParallelism()));
        Found found = files.isEmpty() ? new Found(false, "", null, empty(batch)) : found(batch, files, counter);
        requireClosed(batch);
        return counted.write(
                new CountedBatches.Record(
                        CountedBatches.Record.FORMAT,
                        batch,
                        found.sha256(),
                        pointer,
                        found.counts(),
                        found.refused(),
                        version,
                        Instant.now()),
                champion);
    }

    /** A folder that was written anew is another batch, and its files are not those of this one. */
    private void requireClosed(BlobVersion batch) {
        if (batch.isFolder() && !store.holds(batch.name(), batch.etag())) {
            throw new Unusable(
                    batch.name() + ": it was overwritten or deleted while it was read; count the new version");
        }
    }

    private List<BlobVersion> files(BlobVersion batch) {
        return batch.isFolder()
                ? store.list(batch.folder()).stream()
                        .map(address::named)
                        .filter(file -> file.isPart() && !file.isJunk() && file.size() > 0)
                        .toList()
                : List.of(batch);
    }

    private static Rejection empty(BlobVersion batch) {
        return new Rejection(
                Reason.NO_ROWS,
                batch.name(),
                "",
                "there is no file with a row",
                batch.isFolder() ? "upload the rows, and then " + BlobVersion.SUCCESS : "upload it with rows");
    }

    /**
     * What came of all parts.
     *
     * @param cut whether a file may have been cut where no record ends
     */
    private record Found(
            boolean cut,
            String sha256,
            @Nullable RowCounts counts,
            @Nullable Rejection refused) {}

    private Found found(BlobVersion batch, List<BlobVersion> files, PartCounter counter) throws IOException {
        Map<BlobVersion, Digested> digests = new HashMap<>();
        Found found = found(batch, files, parts(files, digests), digests, counter);
        return found.cut() ? found(batch, files, whole(files), Map.of(), counter) : found;
    }

    /** @param digests of the files that are cut */
    private Found found(
            BlobVersion batch,
            List<BlobVersion> files,
            List<BatchPart> parts,
            Map<BlobVersion, Digested> digests,
            PartCounter counter) {
        JavaRDD<PartCounter.Count> counted =
                spark.parallelize(parts, parts.size()).map(counter::count).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<PartCounter.Count> ends = counted.map(PartCounter.Count::end).collect();
            if (ends.stream().anyMatch(PartCounter.Count::cut)) {
                return new Found(true, "", null, null);
            }
            byte[] refused = Stream.concat(
                            files.stream().map(file -> digests.getOrDefault(file, Digested.NONE)
                                    .refused()),
                            ends.stream().map(PartCounter.Count::refused))
                    .filter(rejection -> rejection.length > 0)
                    .findFirst()
                    .orElse(new byte[0]);
            if (refused.length > 0) {
                return new Found(false, "", null, RECORDS.read(batch.name(), refused, Rejection.class));
            }
            if (ends.stream().noneMatch(PartCounter.Count::hasRows)) {
                return new Found(false, "", null, empty(batch));
            }
            byte[] all = counted.filter(PartCounter.Count::hasRows)
                    .map(PartCounter.Count::counts)
                    .treeReduce(BatchCount::both, DEPTH);
            return new Found(
                    false,
                    sha256(files, parts, ends, digests),
                    counts(all).whole(repeats(counted), repeatedIds(counted)),
                    null);
        } finally {
            counted.unpersist();
        }
    }

    private static byte[] both(byte[] some, byte[] others) {
        return RECORDS.write(counts(some).and(counts(others)));
    }

    private static RowCounts counts(byte[] written) {
        return RECORDS.read("counts", written, RowCounts.class);
    }

    /** Equal rows of all parts are in one bucket. */
    private static RowRepeats repeats(JavaRDD<PartCounter.Count> counted) {
        long[] sums = counted.flatMapToPair(part -> numbered(part.hashes()))
                .groupByKey()
                .map(bucket -> {
                    RowRepeats own = RowRepeats.of(
                            stream(bucket._2()).flatMapToLong(Arrays::stream).toArray());
                    return new long[] {own.rows(), own.equalPairs(), own.repeated(), own.sum(), own.otherSum()};
                })
                .reduce((some, others) -> IntStream.range(0, some.length)
                        .mapToLong(i -> some[i] + others[i])
                        .toArray());
        return new RowRepeats(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private static long repeatedIds(JavaRDD<PartCounter.Count> counted) {
        return counted.flatMapToPair(part -> numbered(part.ids()))
                .groupByKey()
                .map(bucket -> new IdColumn(
                                "id",
                                stream(bucket._2()).flatMap(Arrays::stream).toArray(String[]::new))
                        .repeated())
                .fold(0L, Long::sum);
    }

    private static <T> Iterator<Tuple2<Integer, T>> numbered(List<T> buckets) {
        return IntStream.range(0, buckets.size())
                .mapToObj(i -> new Tuple2<>(i, buckets.get(i)))
                .iterator();
    }

    private static <T> Stream<T> stream(Iterable<T> values) {
        return StreamSupport.stream(values.spliterator(), false);
    }

    /** Of one file its own; of several one of theirs, in the order of their names. */
    private static String sha256(
            List<BlobVersion> files,
            List<BatchPart> parts,
            List<PartCounter.Count> ends,
            Map<BlobVersion, Digested> digests) {
        Map<BlobVersion, String> whole = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            whole.put(parts.get(i).file(), ends.get(i).sha256());
        }
        digests.forEach((file, digested) -> whole.put(file, digested.sha256()));
        String[] all = files.stream().map(whole::get).toArray(String[]::new);
        return all.length == 1 ? all[0] : Sha256.of(all);
    }

    /**
     * What the bytes of a file are.
     *
     * @param refused a {@link Rejection} as JSON where they have another checksum than the store keeps; else empty
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Digested(String sha256, byte[] refused) implements Serializable {

        static final Digested NONE = new Digested("", new byte[0]);

        static Digested of(ObjectStore store, BlobVersion file) throws IOException {
            MessageDigest digest = Sha256.digest();
            try (InputStream in =
                    new DigestInputStream(BatchPart.opening(store, file).at(0), digest)) {
                VerifiedReader reader = new VerifiedReader(
                        (name, bytes, schema) -> {
                            bytes.transferTo(OutputStream.nullOutputStream());
                            return new Batch(name, List.of(), 0);
                        },
                        file.contentMd5());
                byte[] refused = reader.read(file.name(), in, new Schema(List.of(), null)) instanceof Rejection why
                        ? RECORDS.write(why)
                        : new byte[0];
                return new Digested(Sha256.hex(digest), refused);
            }
        }
    }

    /** A piece of a file that is to be looked at. */
    private record Piece(BlobVersion file, long from, long to) implements Serializable {}

    /** Returns the parts of the files; what the bytes of those are that are cut is put into {@code digests}. */
    private List<BatchPart> parts(List<BlobVersion> files, Map<BlobVersion, Digested> digests) throws IOException {
        Map<BlobVersion, byte[]> headers = new LinkedHashMap<>();
        List<Piece> pieces = new ArrayList<>();
        for (BlobVersion file : files) {
            byte[] header = file.size() > piece ? header(file) : new byte[0];
            if (header.length > 0) {
                headers.put(file, header);
                long[] ends = CsvSplit.pieces(file.size(), piece);
                for (int i = 0; i + 1 < ends.length; i++) {
                    pieces.add(new Piece(file, ends[i], ends[i + 1]));
                }
            }
        }
        if (headers.isEmpty()) {
            return whole(files);
        }
        StoreAddress at = address;
        List<CsvSplit> splits = spark.parallelize(pieces, pieces.size())
                .map(part -> CsvSplit.of(BatchPart.opening(at.open(), part.file()), part.from(), part.to()))
                .collect();
        List<BlobVersion> cut = List.copyOf(headers.keySet());
        List<Digested> digested = spark.parallelize(cut, cut.size())
                .map(file -> Digested.of(at.open(), file))
                .collect();
        List<BatchPart> parts = new ArrayList<>();
        for (BlobVersion file : files) {
            byte[] header = headers.get(file);
            if (header == null) {
                parts.add(BatchPart.whole(parts.size(), file));
            } else {
                digests.put(file, digested.get(cut.indexOf(file)));
                List<CsvSplit> own = IntStream.range(0, pieces.size())
                        .filter(i -> pieces.get(i).file().equals(file))
                        .mapToObj(splits::get)
                        .toList();
                CsvSplit.ranges(own, file.size(), header)
                        .forEach(range -> parts.add(new BatchPart(parts.size(), file, range)));
            }
        }
        return parts;
    }

    private static List<BatchPart> whole(List<BlobVersion> files) {
        return IntStream.range(0, files.size())
                .mapToObj(i -> BatchPart.whole(i, files.get(i)))
                .toList();
    }

    /** Returns the bytes of the header row; none where the file is no plain CSV, or has no line end near its beginning. */
    private byte[] header(BlobVersion file) throws IOException {
        try (InputStream in = BatchPart.opening(store, file).at(0)) {
            byte[] head = in.readNBytes(CsvSplit.MOST_HEADER);
            return BatchFormats.isPlainCsv(file.name(), head) ? CsvSplit.header(head) : new byte[0];
        }
    }
}
