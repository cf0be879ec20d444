package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.format.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** A file of rows that the user names. */
final class DataFile {

    private DataFile() {}

    /** Opens the file; the caller closes it. */
    static InputStream open(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInput(file + ": is a folder; give a CSV file");
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException absent) {
            throw new BadInput(file + ": there is no such file; check the path");
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /** Opens, reads and closes the file. */
    static <T> T read(Path file, Function<InputStream, T> reader) {
        try (InputStream in = open(file)) {
            return reader.apply(in);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        } catch (UncheckedIOException failure) {
            throw unreadable(file, failure);
        }
    }

    private static BadInput unreadable(Path file, Exception failure) {
        return new BadInput(file + ": cannot be read, " + failure.getMessage() + "; make it a readable file");
    }

    /** The file's rows as the schema says. */
    static Batch batch(Path file, Schema schema) {
        return switch (read(file, in -> CsvReader.read(file.toString(), in, schema))) {
            case Batch batch -> batch;
            case Rejection rejection -> throw new BadInput(rejection);
        };
    }
}
