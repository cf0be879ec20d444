package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.RowHashes;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.estimate.Support;
import io.driftway.core.ledger.Champion;
import io.driftway.core.model.Features;
import io.driftway.core.model.MarginMove;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a batch with the champion's predictions.
 *
 * @param incoming the batch
 * @param scores its rows with a probability each
 */
public record Scored(IncomingBatch incoming, ScoredBatch scores) implements ScoredRows {

    /** As that of the {@link IncomingBatch}. */
    @Override
    public int hashCode() {
        return incoming.hashCode();
    }

    @Override
    public BlobVersion blob() {
        return incoming.blob();
    }

    @Override
    public String contentSha256() {
        return incoming.contentSha256();
    }

    @Override
    public Champion champion() {
        return incoming.champion();
    }

    private Batch batch() {
        return incoming.batch();
    }

    /** @throws IllegalArgumentException when the batch lacks a column of the reference */
    @Override
    public Profile profile() {
        List<Column> columns = new ArrayList<>(batch().columns());
        columns.add(scores.prediction());
        return Profile.of(
                        new Batch(batch().name(), columns, batch().rows()),
                        champion().baseline().reference().columns().stream()
                                .map(ColumnProfile::name)
                                .toList())
                .atMost(NumericProfile.MOST_VALUES);
    }

    @Override
    public long missing() {
        return batch().missing();
    }

    @Override
    public List<long[]> leaves() {
        return scores.leaves();
    }

    @Override
    public long outside() {
        return Support.outside(
                batch(), champion().schema(), champion().baseline().reference());
    }

    @Override
    public RowRepeats repeats() {
        return RowRepeats.of(hashes());
    }

    /** Hashes each row over the features. */
    public long[] hashes() {
        return RowHashes.of(
                batch(),
                champion().schema().features().stream().map(Field::name).toList());
    }

    /** Returns the column that names the rows; empty where the schema has none. */
    public Optional<IdColumn> ids() {
        return champion()
                .schema()
                .id()
                .flatMap(field -> batch().column(field.name()))
                .map(IdColumn.class::cast);
    }

    private Optional<Column> labels() {
        return champion().schema().target().flatMap(target -> batch().column(target.name()));
    }

    @Override
    public long labelled() {
        return labels().map(labels -> (long) batch().rows() - labels.missing()).orElse(0L);
    }

    @Override
    public List<BatchWarning> warnings() {
        List<BatchWarning> found = new ArrayList<>(ownWarnings());
        found.addAll(
                warning(WarningCode.DUPLICATE_IDS, ids().map(IdColumn::repeated).orElse(0L)));
        return found;
    }

    /** Returns those that need no look at other rows. */
    List<BatchWarning> ownWarnings() {
        List<BatchWarning> found = new ArrayList<>(batch().warnings());
        found.addAll(warning(
                WarningCode.MISSING_IDS, ids().map(ids -> (long) ids.missing()).orElse(0L)));
        found.addAll(warning(WarningCode.UNKNOWN_LABELS, unknownLabels()));
        return found;
    }

    /** Returns a warning about the batch as a whole, none where nothing was counted. */
    static List<BatchWarning> warning(WarningCode code, long count) {
        return count > 0 ? List.of(new BatchWarning(code, count)) : List.of();
    }

    /** A dictionary begins with the categories of the schema. */
    private long unknownLabels() {
        int known = champion()
                .schema()
                .target()
                .map(Field::categories)
                .orElse(List.of())
                .size();
        if (known == 0 || !(labels().orElse(null) instanceof CategoricalColumn labels)) {
            return 0;
        }
        long unknown = 0;
        for (int code : labels.codes()) {
            unknown += code >= known ? 1 : 0;
        }
        return unknown;
    }

    @Override
    public Optional<MarginMove> marginMove() {
        return champion()
                .baseline()
                .facts()
                .marginMove(champion().model().scorer(), features(), champion().schema());
    }

    Features features() {
        return Features.of(batch(), champion().schema());
    }
}
