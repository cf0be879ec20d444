package io.driftway.format.parquet;

import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;

/**
 * Some consecutive cells of one column.
 *
 * @param bits one per cell, for values of up to 64 bits; else empty
 * @param bytes of all values, for the others; else empty
 * @param ends where each value begins in bytes, and behind the last where it ends
 */
@SuppressWarnings("ArrayRecordComponent")
record ParquetBatch(int count, long[] bits, byte[] bytes, int[] ends, Validity validity) {

    /** Takes what the reader stands on. */
    static ParquetBatch of(ColumnReader reader, PhysicalType type) {
        int count = reader.getRecordCount();
        Validity validity = reader.getLeafValidity();
        long[] bits =
                switch (type) {
                    case BOOLEAN -> ofBooleans(reader.getBooleans(), count);
                    case INT32 -> ofInts(reader.getInts(), count);
                    case INT64 -> reader.getLongs();
                    case FLOAT -> ofFloats(reader.getFloats(), count);
                    case DOUBLE -> ofDoubles(reader.getDoubles(), count);
                    case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> new long[0];
                };
        return bits.length > 0 || count == 0
                ? new ParquetBatch(count, bits, new byte[0], new int[0], validity)
                : new ParquetBatch(count, bits, reader.getBinaryValues(), reader.getBinaryOffsets(), validity);
    }

    private static long[] ofBooleans(boolean[] values, int count) {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = values[i] ? 1 : 0;
        }
        return bits;
    }

    private static long[] ofInts(int[] values, int count) {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = values[i];
        }
        return bits;
    }

    private static long[] ofFloats(float[] values, int count) {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static long[] ofDoubles(double[] values, int count) {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = Double.doubleToRawLongBits(values[i]);
        }
        return bits;
    }
}
