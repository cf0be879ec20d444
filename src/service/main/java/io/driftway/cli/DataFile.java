package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.Profile;
import io.driftway.format.BatchFormats;
import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.parquet.ParquetProfiler;
import io.driftway.format.parquet.ParquetReader;
import io.driftway.format.profile.Table;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Inferred;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A file of rows that the user names: CSV, plain or packed by gzip, or Parquet.
 *
 * @param path as it was given, for messages
 * @param content where its bytes are, which can be read more than once
 * @param parquet whether it is Parquet
 */
record DataFile(Path path, Path content, boolean parquet) implements Table {

    /**
     * The file; a pipe is copied first.
     *
     * @throws BadInput when there is no such file, or it cannot be read
     */
    static DataFile of(Path path) {
        if (Files.isDirectory(path)) {
            throw new BadInput(path + ": is a folder; give a file of rows");
        }
        if (!Files.exists(path)) {
            throw new BadInput(path + ": there is no such file; check the path");
        }
        try {
            Path content = Files.isRegularFile(path) ? path : copy(path);
            return new DataFile(path, content, BatchFormats.isParquet(content));
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    private static Path copy(Path pipe) throws IOException {
        Path copy = Files.createTempFile("driftway-", "-" + pipe.getFileName());
        copy.toFile().deleteOnExit();
        try (InputStream in = Files.newInputStream(pipe)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public List<String> header() {
        return parquet ? readParquet(ParquetReader::header) : readCsv(CsvReader::header);
    }

    @Override
    public Set<String> truths() {
        return parquet ? readParquet(ParquetReader::truths) : Set.of();
    }

    /** Its rows as columns of the types given, or found out. */
    Inferred infer(Map<String, ColumnKind> given) {
        return parquet
                ? readParquet(file -> ParquetReader.infer(path.toString(), file, given))
                : readCsv(in -> CsvReader.infer(path.toString(), in, given));
    }

    /** Its rows as the schema says, or why they cannot be read so. */
    Decoded decoded(Schema schema) {
        return decoded(schema, Limits.ANY_LENGTH);
    }

    Decoded decoded(Schema schema, Limits limits) {
        return parquet
                ? readParquet(file -> ParquetReader.read(path.toString(), file, schema, limits))
                : readCsv(in -> CsvReader.read(path.toString(), in, schema, limits));
    }

    /** Its rows as the schema says. */
    Batch batch(Schema schema) {
        return switch (decoded(schema)) {
            case Batch batch -> batch;
            case Rejection rejection -> throw new BadInput(rejection);
        };
    }

    @Override
    public FileProfile.Summarised profile(Map<String, ColumnKind> given) {
        return usable(
                parquet
                        ? readParquet(file -> ParquetProfiler.infer(path.toString(), file, given))
                        : readCsv(in -> CsvProfiler.infer(path.toString(), in, given)));
    }

    @Override
    public FileProfile.Summarised profileLike(Profile pinned, Set<String> open) {
        return usable(
                parquet
                        ? readParquet(file -> ParquetProfiler.like(path.toString(), file, pinned, open))
                        : readCsv(in -> CsvProfiler.like(path.toString(), in, pinned, open)));
    }

    private static FileProfile.Summarised usable(FileProfile profile) {
        return switch (profile) {
            case FileProfile.Summarised summarised -> summarised;
            case FileProfile.Refused refused -> throw new BadInput(refused.rejection());
        };
    }

    private <T> T readParquet(Function<Path, T> reader) {
        try {
            return reader.apply(content);
        } catch (UncheckedIOException failure) {
            throw unreadable(path, failure);
        }
    }

    private <T> T readCsv(Function<InputStream, T> reader) {
        try (InputStream in = Progress.of(path, content)) {
            return reader.apply(in);
        } catch (NoSuchFileException gone) {
            throw new BadInput(path + ": there is no such file any more; check the path");
        } catch (IOException | UncheckedIOException failure) {
            throw unreadable(path, failure);
        }
    }

    private static BadInput unreadable(Path file, Exception failure) {
        return new BadInput(file + ": cannot be read, " + failure.getMessage() + "; make it a readable file");
    }
}
