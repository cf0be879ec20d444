package io.driftway.format.parquet;

/** Takes the cells of one column, some consecutive rows at a time. */
@FunctionalInterface
interface ParquetSink {

    /** @param row of the first cell, counted from 0 */
    void put(int row, ParquetBatch batch);
}
