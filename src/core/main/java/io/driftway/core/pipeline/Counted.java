package io.driftway.core.pipeline;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Keys;
import io.driftway.core.model.MarginMove;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.List;
import java.util.Optional;

/**
 * Holds a batch whose rows were scored and counted elsewhere, where its predictions were written too.
 *
 * @param blob where it came from
 * @param contentSha256 of its bytes as stored
 * @param champion the model that scored it
 * @param counts of all its rows
 */
public record Counted(BlobVersion blob, String contentSha256, Champion champion, RowCounts counts)
        implements ScoredRows, Kinded {

    /** By what tells it from others, as that of the {@link IncomingBatch}. */
    @Override
    public int hashCode() {
        return blob.hashCode();
    }

    @Override
    public String kind() {
        return "counted";
    }

    @Override
    public Profile profile() {
        return counts.profile();
    }

    @Override
    public long missing() {
        return counts.missing();
    }

    @Override
    public List<long[]> leaves() {
        return counts.leaves();
    }

    @Override
    public long outside() {
        return counts.outside();
    }

    @Override
    public RowRepeats repeats() {
        return counts.repeats();
    }

    @Override
    public long labelled() {
        return counts.labelled();
    }

    @Override
    public List<BatchWarning> warnings() {
        return counts.warnings();
    }

    @Override
    public Optional<MarginMove> marginMove() {
        return counts.ways().isEmpty()
                ? Optional.empty()
                : champion.baseline()
                        .facts()
                        .marginMove(
                                champion.model().scorer(),
                                counts.ways(),
                                counts.profile().rows(),
                                champion.schema());
    }

    /** Returns the folder of their parts. */
    @Override
    public String predictions() {
        return Keys.predictionParts(blob.batchId(), champion.model().id());
    }
}
