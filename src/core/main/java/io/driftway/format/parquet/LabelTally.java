package io.driftway.format.parquet;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.KnownLabels;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A column of labels. From where it is left out, because it has too many or is free text by its first rows, its cells are only checked. */
final class LabelTally extends ParquetTally {

    /** A text as it is handed out in the end. */
    private static final int BYTES_OF_TEXT = 56;

    private final ParquetPlace place;
    private final List<String> known;
    private final boolean open;
    private @Nullable String firstText;
    private @Nullable String overflow;

    /**
     * @param known labels that the column has elsewhere, which decide how it writes them
     * @param open whether they are texts of which nobody said what they are: labels, or free text, which is left out
     */
    LabelTally(ParquetColumn column, List<String> known, ParquetPlace place, boolean open) {
        super(column);
        this.known = known;
        this.place = place;
        this.open = open;
    }

    @Override
    void unseen(int row, ParquetBatch batch, int i) {
        StoredCounts counts = counts();
        if (counts == null || !isPresent(row + i, batch, i)) {
            addMissing();
            return;
        }
        if (values() instanceof ParquetValues.OfBits) {
            counts.add(batch.bits()[i]);
        } else {
            counts.add(batch.bytes(), batch.ends()[i], batch.ends()[i + 1] - batch.ends()[i]);
        }
        long present = row + i + 1L - missing();
        if (counts.size() > DistinctLimits.LABELS) {
            giveUp(DistinctLimits.tooMany(name()));
        } else if (open
                && DistinctLimits.isToBeLookedAt(counts.size())
                && DistinctLimits.isFreeText(counts.size(), present)) {
            giveUp(DistinctLimits.earlyFreeText(name(), counts.size(), present));
        }
    }

    private void giveUp(String note) {
        overflow = note;
        dropCounts();
    }

    @Override
    void putUncounted(int row, ParquetBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isPresent(row + i, batch, i)) {
                addMissing();
            }
        }
    }

    /** Whether the cell has a value. What makes no text is refused. */
    private boolean isPresent(int row, ParquetBatch batch, int i) {
        if (values() instanceof ParquetValues.OfBits bits) {
            return bits.text(batch.bits()[i]) != null;
        }
        int start = batch.ends()[i];
        return isPresent(row, bytes(), batch.bytes(), start, batch.ends()[i + 1] - start);
    }

    private boolean isPresent(int row, ParquetValues.OfBytes values, byte[] bytes, int from, int length) {
        if (values instanceof ParquetValues.Texts
                && (!open || firstText != null)
                && length <= place.maxCellChars()
                && ParquetValues.Texts.isPlain(bytes, from, length)) {
            return true;
        }
        String text = ParquetCells.text(values, row, bytes, from, length, place);
        if (text != null && open && firstText == null && Double.isNaN(Decimal.parse(text))) {
            firstText = "row " + (row + 1L) + " has " + CellShape.of(text);
        }
        return text != null;
    }

    @Override
    long heldBytes() {
        StoredCounts counts = counts();
        return counts == null ? 0 : counts.heldBytes() + (long) BYTES_OF_TEXT * counts.size();
    }

    @Override
    ParquetSummary summary() {
        StoredCounts counts = counts();
        if (counts == null) {
            return leftOut(overflow);
        }
        if (open && present() == 0) {
            return ParquetSummary.of(new NumericProfile(name(), new double[0], new long[0], missing(), 0));
        }
        if (open && DistinctLimits.isFreeText(counts.size(), present())) {
            return leftOut(DistinctLimits.freeText(name(), counts.size(), present()));
        }
        return new ParquetSummary(
                name(),
                labels(counts),
                null,
                IntStream.range(0, counts.size()).anyMatch(i -> !Double.isNaN(Decimal.parse(text(counts.values(), i))))
                        ? doubt()
                        : null,
                missing());
    }

    private ParquetSummary leftOut(@Nullable String note) {
        return new ParquetSummary(name(), null, note, doubt(), missing());
    }

    private FileProfile.@Nullable Doubt doubt() {
        return firstText == null ? null : new FileProfile.Doubt(firstText, missing());
    }

    private CategoricalProfile labels(StoredCounts counts) {
        KnownLabels labels = new KnownLabels(known, column().kind() == ParquetColumn.Kind.BOOLEAN);
        TreeMap<String, Long> byLabel = new TreeMap<>();
        for (int i = 0; i < counts.size(); i++) {
            int code = labels.code(text(counts.values(), i));
            byLabel.merge(labels.dictionary().get(code), counts.count(i), Long::sum);
        }
        return new CategoricalProfile(name(), byLabel, missing());
    }

    /** Only what makes a text is counted. */
    private String text(StoredValues stored, int i) {
        try {
            return String.valueOf(
                    switch (values()) {
                        case ParquetValues.OfBits bits -> bits.text(stored.bits(i));
                        case ParquetValues.OfBytes bytes ->
                            bytes.text(stored.bytes(), stored.start(i), stored.length(i));
                    });
        } catch (CharacterCodingException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
