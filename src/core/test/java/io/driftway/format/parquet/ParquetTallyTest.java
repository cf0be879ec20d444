package io.driftway.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.metadata.FieldPath;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Counted cells against the same cells in memory, of the stored forms that few writers still or already make. */
class ParquetTallyTest {

    private static final int ROWS = 500;

    private static final ParquetPlace PLACE = new ParquetPlace("f", "c", 100);

    /** Two bytes a number, with its infinities, its two zeros and its many forms of NaN. */
    @Test
    void halvesAreCounted() {
        ParquetColumn column = new ParquetColumn(
                "c",
                ParquetColumn.Kind.REAL,
                stored(PhysicalType.FIXED_LEN_BYTE_ARRAY, Short.BYTES, new LogicalType.Float16Type()));
        SplittableRandom random = new SplittableRandom(1);
        ParquetBatch batch = batch(Short.BYTES, bytes -> bytes.putShort((short) random.nextInt()));

        assertThat(numbers(column, batch)).isEqualTo(profile(new ParquetCells.Numbers(column, ROWS, PLACE), batch));
        assertThat(labels(column, batch))
                .isEqualTo(profile(new ParquetCells.Categories(column, List.of(), ROWS, PLACE), batch));
    }

    /** Twelve bytes a time. */
    @Test
    void timesOfOlderWritersAreCounted() {
        ParquetColumn column = new ParquetColumn("c", ParquetColumn.Kind.TIME, stored(PhysicalType.INT96, null, null));
        SplittableRandom random = new SplittableRandom(2);
        ParquetBatch batch =
                batch(Long.BYTES + Integer.BYTES, bytes -> bytes.putLong(random.nextInt(3) * 1_000_000_000L)
                        .putInt(2_440_588 + random.nextInt(20)));

        assertThat(labels(column, batch))
                .isEqualTo(profile(new ParquetCells.Categories(column, List.of(), ROWS, PLACE), batch));
    }

    private static ColumnSchema stored(PhysicalType type, @Nullable Integer length, @Nullable LogicalType logical) {
        return new ColumnSchema(FieldPath.of("c"), type, RepetitionType.OPTIONAL, length, 0, 1, 0, logical);
    }

    private interface Value {
        ByteBuffer into(ByteBuffer bytes);
    }

    /** Every seventh cell is null. */
    private static ParquetBatch batch(int length, Value value) {
        ByteBuffer bytes = ByteBuffer.allocate(ROWS * length).order(ByteOrder.LITTLE_ENDIAN);
        long[] present = new long[ROWS / Long.SIZE + 1];
        for (int row = 0; row < ROWS; row++) {
            value.into(bytes);
            present[row / Long.SIZE] |= row % 7 == 0 ? 0 : 1L << row;
        }
        return new ParquetBatch(
                ROWS,
                new long[0],
                bytes.array(),
                IntStream.rangeClosed(0, ROWS).map(row -> row * length).toArray(),
                Validity.of(present));
    }

    private static @Nullable ColumnProfile numbers(ParquetColumn column, ParquetBatch batch) {
        return counted(new NumberTally(column, PLACE, false), batch);
    }

    private static @Nullable ColumnProfile labels(ParquetColumn column, ParquetBatch batch) {
        return counted(new LabelTally(column, List.of(), PLACE, false), batch);
    }

    private static @Nullable ColumnProfile counted(ParquetTally tally, ParquetBatch batch) {
        tally.put(0, batch);
        return tally.summary().profile();
    }

    private static ColumnProfile profile(ParquetCells cells, ParquetBatch batch) {
        cells.put(0, batch);
        Column column = cells.build();
        return Profile.of(new Batch("f", List.of(column), ROWS), List.of("c"))
                .columns()
                .getFirst();
    }
}
