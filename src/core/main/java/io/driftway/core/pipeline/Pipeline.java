package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Sha256;
import io.driftway.core.batch.VerifiedReader;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.ledger.Champion;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Takes a batch from its bytes to its comparison with the champion's baseline, in three steps: {@link #decode}, {@link #score},
 * {@link #compare}. {@link Deciding} takes the last step, to the verdict.
 *
 * <p>The routes call the steps one at a time, so that a person can put another step between two. Replays and crash tests have no routes:
 * {@link #run} calls the same steps for them.
 */
public class Pipeline {

    private final BatchReader reader;

    public Pipeline(BatchReader reader) {
        this.reader = reader;
    }

    /**
     * Takes a blob through all steps.
     *
     * @param content of the blob, which is closed
     * @param decide the last step
     * @param refuse takes the reason where the blob holds no batch
     * @return the answer of {@code decide} or {@code refuse}
     * @throws IOException when the blob cannot be read to its end
     * @throws IllegalArgumentException when the batch and the champion do not fit, see {@link #score} and {@link #compare}
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
            case IncomingBatch incoming -> decide.apply(compare(score(incoming)));
        };
    }

    /**
     * Reads a blob to its end, typed by the champion's schema, and closes it.
     *
     * @return the batch with the SHA-256 of the bytes, or the reason why the blob holds none
     * @throws IOException when the blob cannot be read to its end, which says nothing about the batch
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

    /**
     * Gives each row its probability of the positive class, in [0, 1].
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema or has it as another type, or a row gets no probability
     */
    public Scored score(IncomingBatch incoming) {
        return new Scored(incoming, incoming.champion().model().score(incoming.batch()));
    }

    /**
     * Compares scored rows with their model's reference and estimates the model's performance on them. The score of the predicted
     * probabilities stands apart from the report on the features.
     *
     * @throws IllegalArgumentException when the batch lacks a column of the reference or has it as another type
     */
    public Compared compare(ScoredRows rows) {
        Champion champion = rows.champion();
        Profile reference = champion.baseline().reference();
        Profile current = rows.profile();
        DriftReport all = DriftComparison.compare(reference, current, champion.drift());
        Predicate<DriftScore> ofPrediction = score -> score.tested().column().equals(ScoredBatch.PREDICTION);
        NumericProfile predictions =
                (NumericProfile) current.column(ScoredBatch.PREDICTION).orElseThrow();
        return new Compared(
                rows,
                current,
                new DriftReport(
                        all.rowsReference(),
                        all.rowsCurrent(),
                        rows.missing(),
                        all.scores().stream().filter(ofPrediction.negate()).toList()),
                all.scores().stream().filter(ofPrediction).findFirst().orElseThrow(),
                PerformanceEstimate.of(champion.model().manifest(), predictions, rows.outside()));
    }
}
