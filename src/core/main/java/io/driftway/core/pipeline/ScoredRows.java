package io.driftway.core.pipeline;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Keys;
import io.driftway.core.model.MarginMove;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a verdict needs of the scored rows of a batch, whether they are {@linkplain Scored in memory} or were {@linkplain Counted counted} elsewhere. */
public sealed interface ScoredRows permits Scored, Counted {

    /** Returns where the batch came from. */
    BlobVersion blob();

    /** Returns the SHA-256 of its bytes as stored. */
    String contentSha256();

    /** Returns the model that scored it, with its baseline. */
    Champion champion();

    /** Summarises the columns of the reference, the predicted probabilities among them, with at most {@link NumericProfile#MOST_VALUES} distinct numbers each. */
    Profile profile();

    /** Returns how many cells of all columns that were read have no value. */
    long missing();

    /** Returns rows by leaf, for each of the first trees; empty where the model has none. */
    List<long[]> leaves();

    /** Returns how many rows lie where the model was never trained, see {@link io.driftway.core.estimate.Support}. */
    long outside();

    /** Counts how its rows repeat each other, over the features. */
    RowRepeats repeats();

    /** Returns how many rows came with their label. */
    long labelled();

    /** Returns what is worth counting about the file, its ids and its labels. */
    List<BatchWarning> warnings();

    /** Returns which features moved the predictions; empty where the model has no trees, or nobody can say. */
    Optional<MarginMove> marginMove();

    /** Returns where the predictions are, or will be. */
    default String predictions() {
        return Keys.predictions(blob().batchId(), champion().model().id());
    }

    /**
     * Returns what another batch may have had before: the digest of its bytes, and that of its rows where it tells them from others. The same rows in
     * other bytes are as stale as the same bytes.
     */
    default List<String> digests(RowRepeats repeats) {
        return Stream.concat(Stream.of(contentSha256()), repeats.identity().stream())
                .toList();
    }
}
