package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.Profile;
import io.driftway.format.ColumnKind;
import io.driftway.format.CsvReader;
import io.driftway.format.Inferred;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The two files of a comparison, as profiles of the columns that are compared. Types are those of the current file, as Evidently has it, and hold for the reference too.
 *
 * @param reference what is compared of the reference
 * @param current what is compared of the current
 * @param missing cells without a value in all columns of the current that were not skipped, free text included
 * @param notes on columns that are left out
 */
record Sides(Profile reference, Profile current, long missing, List<String> notes) {

    /** The most that is read again after a look at the header row. */
    private static final int HEADER_BYTES = 8 << 20;

    /**
     * @param kinds by column, for those whose type is not to be guessed
     * @throws BadInput when a file cannot be read or lacks a column that the other has and that is not skipped
     */
    static Sides read(Path referenceFile, Path currentFile, Map<String, ColumnKind> kinds) {
        try (InputStream reference = new BufferedInputStream(DataFile.open(referenceFile));
                InputStream current = new BufferedInputStream(DataFile.open(currentFile))) {
            List<String> referenceNames = header(referenceFile, reference);
            List<String> currentNames = header(currentFile, current);
            if (!referenceNames.isEmpty() && !currentNames.isEmpty()) {
                requireKnown(kinds, referenceNames, currentNames);
                requireSame(currentNames, currentFile, referenceNames, referenceFile, kinds);
                requireSame(referenceNames, referenceFile, currentNames, currentFile, kinds);
            }
            Map<String, ColumnKind> given = new HashMap<>(kinds);
            given.keySet().retainAll(currentNames);
            Inferred inferred = CsvReader.infer(currentFile.toString(), current, given);
            Batch arrived = usable(inferred.decoded());
            List<Field> features = inferred.fields().stream()
                    .filter(f -> f.role() == Role.FEATURE)
                    .toList();
            List<String> names = features.stream().map(Field::name).toList();
            Profile profile = Profile.of(arrived, names);
            Batch known = usable(CsvReader.read(referenceFile.toString(), reference, new Schema(features, null)));
            return new Sides(Profile.of(known, names), profile, arrived.missing(), inferred.notes());
        } catch (IOException | UncheckedIOException failure) {
            throw new BadInput("a file cannot be read, " + failure.getMessage());
        }
    }

    private static List<String> header(Path file, InputStream in) throws IOException {
        in.mark(HEADER_BYTES);
        try {
            return CsvReader.header(in);
        } catch (UncheckedIOException failure) {
            throw new BadInput(file + ": cannot be read, " + failure.getMessage());
        } finally {
            in.reset();
        }
    }

    private static void requireKnown(Map<String, ColumnKind> kinds, List<String> reference, List<String> current) {
        kinds.keySet().stream()
                .filter(name -> !reference.contains(name) && !current.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInput("--column-type names " + name + ", a column that neither file has");
                });
    }

    private static void requireSame(
            List<String> names, Path file, List<String> otherNames, Path other, Map<String, ColumnKind> kinds) {
        List<String> absent = names.stream()
                .filter(name -> !otherNames.contains(name) && kinds.get(name) != ColumnKind.SKIP)
                .toList();
        if (!absent.isEmpty()) {
            throw new BadInput(
                    "%s: there is no column %s, which %s has; add it, or leave it out with --column-type %s=skip"
                            .formatted(other, String.join(", ", absent), file, absent.getFirst()));
        }
    }

    private static Batch usable(Decoded decoded) {
        return switch (decoded) {
            case Batch batch -> batch;
            case Rejection rejection -> throw new BadInput(rejection);
        };
    }
}
