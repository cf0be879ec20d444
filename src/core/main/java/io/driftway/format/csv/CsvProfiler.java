package io.driftway.format.csv;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Limits;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Refused;
import io.driftway.format.table.TypeInference;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Profiles of CSV files of any length: they are counted while they are read, and no row is kept. What is a row, a missing cell and a number is
 * what {@link CsvReader} says, which types columns have what {@link TypeInference} says.
 */
public final class CsvProfiler {

    private CsvProfiler() {}

    /**
     * The profile of the columns whose type is given or can be found out.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     */
    public static FileProfile infer(String name, InputStream in, Map<String, ColumnKind> given) {
        return profile(
                name,
                in,
                given.keySet().stream().sorted().toList(),
                (column, columns) -> switch (given.get(column)) {
                    case NUM -> new ColumnTally(column, ColumnType.NUM, List.of(), columns);
                    case CAT -> new ColumnTally(column, ColumnType.CAT, List.of(), columns);
                    case SKIP -> null;
                    case null -> new ColumnTally(column, null, List.of(), columns);
                },
                Set.of());
    }

    /**
     * The profile of the columns that another profile has, with its types, and of those columns named besides whose types can be found out; others are skipped.
     *
     * @param open none of the other profile's; nothing is noted of one that is left out
     */
    public static FileProfile like(String name, InputStream in, Profile pinned, Set<String> open) {
        return profile(
                name,
                in,
                pinned.columns().stream().map(ColumnProfile::name).toList(),
                (column, columns) -> pinned.column(column)
                        .map(like -> new ColumnTally(
                                column,
                                like.type(),
                                like instanceof CategoricalProfile labels
                                        ? List.copyOf(labels.counts().keySet())
                                        : List.of(),
                                columns))
                        .orElseGet(
                                () -> open.contains(column) ? new ColumnTally(column, null, List.of(), columns) : null),
                open);
    }

    private interface Tallies {
        @Nullable
        ColumnTally of(String column, int columns);
    }

    private static FileProfile profile(
            String name, InputStream in, List<String> required, Tallies tallies, Set<String> unnoted) {
        try {
            CsvScan<ColumnTally> scan = CsvScan.of(name, in, Limits.ANY_LENGTH, required, header -> header.stream()
                    .<@Nullable ColumnTally>map(column -> tallies.of(column, header.size()))
                    .toList());
            return summary(name, scan, unnoted);
        } catch (Refused refused) {
            return new FileProfile.Refused(refused.rejection());
        }
    }

    private static FileProfile summary(String name, CsvScan<ColumnTally> scan, Set<String> unnoted) {
        List<ColumnProfile> columns = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, FileProfile.Doubt> doubts = new HashMap<>();
        long missing = 0;
        for (ColumnTally tally : scan.sinks().stream().filter(Objects::nonNull).toList()) {
            missing += tally.missing();
            FileProfile.Doubt doubt = tally.doubt();
            if (doubt != null) {
                doubts.put(tally.name(), doubt);
            }
            String note = tally.leftOut();
            if (note == null) {
                columns.add(tally.profile());
            } else if (!unnoted.contains(tally.name())) {
                notes.add(note);
            }
        }
        return new FileProfile.Summarised(new Profile(scan.rows(), columns), missing, scan.with(notes, name), doubts);
    }
}
