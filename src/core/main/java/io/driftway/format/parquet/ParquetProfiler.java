package io.driftway.format.parquet;

import io.driftway.core.batch.Limits;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Profiles of Parquet files of any length: they are counted while they are read, and no row is kept. What is a missing cell, a number and a label is what
 * {@link ParquetReader} says, which types columns have what {@link ParquetInference} says.
 */
public final class ParquetProfiler {

    private ParquetProfiler() {}

    /**
     * The profile of the columns whose type is given or can be found out, as {@link ParquetReader#infer} says.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     * @throws UncheckedIOException when the file cannot be read, or the thread is interrupted
     */
    public static FileProfile infer(String name, Path path, Map<String, ColumnKind> given) {
        return profile(name, path, file -> inferred(file, given));
    }

    /**
     * The profile of the columns that another profile has, with its types, and of those columns named besides whose types can be found out; others are skipped.
     *
     * @param open none of the other profile's; nothing is noted of one that is left out
     * @throws UncheckedIOException when the file cannot be read, or the thread is interrupted
     */
    public static FileProfile like(String name, Path path, Profile pinned, Set<String> open) {
        return profile(name, path, file -> pinned(file, pinned, open));
    }

    private interface Summariser {
        FileProfile of(ParquetFile file) throws IOException;
    }

    private static FileProfile profile(String name, Path path, Summariser summariser) {
        try (ParquetFile file = ParquetFile.open(name, path, Limits.ANY_LENGTH)) {
            file.requireDistinctColumns();
            return summariser.of(file);
        } catch (Refused refused) {
            return new FileProfile.Refused(refused.rejection());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static FileProfile inferred(ParquetFile file, Map<String, ColumnKind> given) throws IOException {
        ParquetReader.require(file, given.keySet().stream().sorted().toList());
        int rows = file.rows();
        ParquetInference inference = new ParquetInference(given);
        List<ParquetColumn> columns =
                ParquetReader.columns(file).stream().filter(inference::isWanted).toList();
        List<ParquetSummary> counted =
                counted(file, columns, column -> inference.tally(column, file.place(column.name())), rows, 0);
        return summarised(
                rows,
                counted,
                counted,
                Stream.concat(inference.notes().stream(), notes(counted)).toList(),
                doubts(counted));
    }

    private static FileProfile pinned(ParquetFile file, Profile pinned, Set<String> open) throws IOException {
        ParquetReader.require(
                file, pinned.columns().stream().map(ColumnProfile::name).toList());
        int rows = file.rows();
        Map<String, ParquetColumn> byName =
                file.columns().stream().collect(Collectors.toMap(ParquetColumn::name, column -> column));
        Map<String, ColumnProfile> profiles =
                pinned.columns().stream().collect(Collectors.toMap(ColumnProfile::name, profile -> profile));
        List<ParquetColumn> columns = pinned.columns().stream()
                .map(profile -> Objects.requireNonNull(byName.get(profile.name())))
                .toList();
        List<ParquetSummary> counted = counted(
                file,
                columns,
                column -> tally(column, Objects.requireNonNull(profiles.get(column.name())), file.place(column.name())),
                rows,
                0);
        List<ParquetSummary> all = new ArrayList<>(counted);
        all.addAll(found(file, open, rows, heldBytes(counted)));
        return summarised(rows, all, counted, notes(counted).toList(), Map.of());
    }

    /** The columns whose types can be found out; none if one of them cannot be read. */
    private static List<ParquetSummary> found(ParquetFile file, Set<String> open, int rows, long heldBytes)
            throws IOException {
        ParquetInference inference = new ParquetInference(Map.of());
        List<ParquetColumn> columns = ParquetReader.columns(file).stream()
                .filter(column -> open.contains(column.name()) && inference.isWanted(column))
                .toList();
        try {
            return counted(
                    file, columns, column -> inference.tally(column, file.place(column.name())), rows, heldBytes);
        } catch (Refused unreadable) {
            return List.of();
        }
    }

    private static ParquetTally tally(ParquetColumn column, ColumnProfile like, ParquetPlace place) {
        return switch (like.type()) {
            case NUM -> new NumberTally(column, place, false);
            case CAT ->
                new LabelTally(
                        column,
                        like instanceof CategoricalProfile labels
                                ? List.copyOf(labels.counts().keySet())
                                : List.of(),
                        place,
                        false);
        };
    }

    /** Reads columns that are all checked before the first of them is unpacked. */
    private static List<ParquetSummary> counted(
            ParquetFile file,
            List<ParquetColumn> columns,
            Function<ParquetColumn, ParquetTally> tallies,
            int rows,
            long heldBytes)
            throws IOException {
        columns.forEach(column -> ParquetReader.requireRead(file, column));
        file.check(columns);
        return ParquetScan.of(
                file,
                columns.stream()
                        .map(column -> file.guarded(column.name(), () -> tallies.apply(column)))
                        .toList(),
                rows,
                heldBytes);
    }

    private static FileProfile summarised(
            int rows,
            List<ParquetSummary> columns,
            List<ParquetSummary> asked,
            List<String> notes,
            Map<String, FileProfile.Doubt> doubts) {
        return new FileProfile.Summarised(
                new Profile(
                        rows,
                        columns.stream()
                                .map(ParquetSummary::profile)
                                .filter(Objects::nonNull)
                                .toList()),
                asked.stream().mapToLong(ParquetSummary::missing).sum(),
                asked.stream()
                        .filter(column -> column.note() != null)
                        .map(ParquetSummary::name)
                        .collect(Collectors.toSet()),
                notes,
                doubts);
    }

    private static Stream<String> notes(List<ParquetSummary> columns) {
        return columns.stream().map(ParquetSummary::note).filter(Objects::nonNull);
    }

    private static Map<String, FileProfile.Doubt> doubts(List<ParquetSummary> columns) {
        Map<String, FileProfile.Doubt> doubts = new HashMap<>();
        for (ParquetSummary column : columns) {
            FileProfile.Doubt doubt = column.doubt();
            if (doubt != null) {
                doubts.put(column.name(), doubt);
            }
        }
        return doubts;
    }

    private static long heldBytes(List<ParquetSummary> columns) {
        return columns.stream().mapToLong(ParquetSummary::heldBytes).sum();
    }
}
