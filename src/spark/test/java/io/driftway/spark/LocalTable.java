package io.driftway.spark;

import io.driftway.core.profile.Profile;
import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.parquet.ParquetProfiler;
import io.driftway.format.parquet.ParquetReader;
import io.driftway.format.profile.Table;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One file, counted as {@code driftway compare} does. */
record LocalTable(Path file) implements Table {

    private boolean parquet() {
        return file.toString().endsWith(".parquet");
    }

    private <T> T csv(Function<InputStream, T> reader) {
        try (InputStream in = Files.newInputStream(file)) {
            return reader.apply(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static FileProfile.Summarised usable(FileProfile profile) {
        try {
            return profile.orThrow();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public List<String> header() {
        return parquet() ? ParquetReader.header(file) : csv(CsvReader::header);
    }

    @Override
    public Set<String> truths() {
        return parquet() ? ParquetReader.truths(file) : Set.of();
    }

    @Override
    public FileProfile.Summarised profile(Map<String, ColumnKind> given) {
        return usable(
                parquet()
                        ? ParquetProfiler.infer(name(), file, given)
                        : csv(in -> CsvProfiler.infer(name(), in, given)));
    }

    @Override
    public FileProfile.Summarised profileLike(Profile pinned, Set<String> open) {
        return usable(
                parquet()
                        ? ParquetProfiler.like(name(), file, pinned, open)
                        : csv(in -> CsvProfiler.like(name(), in, pinned, open)));
    }
}
