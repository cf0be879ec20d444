package io.driftway.format.parquet;

import io.driftway.support.DuckDb;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes the rows of a CSV file as Parquet: {@code CsvToParquet csv parquet [option ...]}, options as in {@code CODEC=zstd}. */
public final class CsvToParquet {

    private CsvToParquet() {}

    public static void main(String[] args) {
        DuckDb.parquet(
                Path.of(args[1]),
                "FROM read_csv('" + args[0] + "')",
                Arrays.stream(args)
                        .skip(2)
                        .map(option -> option.replace('=', ' '))
                        .toArray(String[]::new));
    }
}
