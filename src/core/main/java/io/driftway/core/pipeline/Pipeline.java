package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.ledger.Champion;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The way of a batch: decode, score, compare, decide. The routes take it one step at a time, and a person can put another step between two. Whatever
 * has no routes {@linkplain #run runs} it.
 */
public class Pipeline {

    private final BatchReader reader;

    public Pipeline(BatchReader reader) {
        this.reader = reader;
    }

    /**
     * Takes a blob all the way.
     *
     * @param decide the last step
     * @param refuse takes the reason where the blob holds no batch
     * @throws IOException when the blob cannot be read to its end
     */
    public final <D> D run(
            InputStream content,
            BlobVersion blob,
            Champion champion,
            Function<Compared, D> decide,
            Function<Rejection, D> refuse)
            throws IOException {
        return switch (decode(content, blob, champion)) {
            case Opened.Refused(Rejection why) -> refuse.apply(why);
            case IncomingBatch arrival -> decide.apply(compare(score(arrival)));
        };
    }

    /**
     * Reads a blob to its end, typed by the champion's schema, and closes it.
     *
     * @throws IOException when the blob cannot be read to its end
     */
    public Opened decode(InputStream content, BlobVersion blob, Champion champion) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(content, digest)) {
            return switch (new VerifiedReader(reader, blob.contentMd5()).read(blob.name(), in, champion.schema())) {
                case Rejection rejection -> new Opened.Refused(rejection);
                case Batch batch -> {
                    in.transferTo(OutputStream.nullOutputStream());
                    yield new IncomingBatch(blob, Sha256.hex(digest), batch, champion);
                }
            };
        }
    }

    /** Gives each row a probability. */
    public Scored score(IncomingBatch arrival) {
        return new Scored(arrival, arrival.champion().model().score(arrival.batch()));
    }

    /** Compares a scored batch with the baseline of its model, and estimates what the model does on it. */
    public Compared compare(Scored scored) {
        Champion champion = scored.arrival().champion();
        Profile reference = champion.baseline().reference();
        Profile current = Profile.of(
                withPredictions(scored),
                reference.columns().stream().map(ColumnProfile::name).toList());
        DriftReport all = DriftComparison.compare(reference, current, champion.drift());
        Predicate<DriftScore> ofPrediction = score -> score.tested().column().equals(ScoredBatch.PREDICTION);
        return new Compared(
                scored,
                current,
                new DriftReport(
                        all.rowsReference(),
                        all.rowsCurrent(),
                        scored.arrival().batch().missing(),
                        all.scores().stream().filter(ofPrediction.negate()).toList()),
                all.scores().stream().filter(ofPrediction).findFirst().orElseThrow(),
                PerformanceEstimate.of(champion.model().manifest(), scored.scores(), reference));
    }

    private static Batch withPredictions(Scored scored) {
        Batch batch = scored.arrival().batch();
        List<Column> columns = new ArrayList<>(batch.columns());
        columns.add(scored.scores().prediction());
        return new Batch(batch.name(), columns, batch.rows());
    }
}
