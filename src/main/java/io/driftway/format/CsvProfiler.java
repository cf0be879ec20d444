package io.driftway.format;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Limits;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        return profile(name, in, given.keySet().stream().sorted().toList(), column -> switch (given.get(column)) {
            case NUM -> new ColumnTally(column, ColumnType.NUM, List.of());
            case CAT -> new ColumnTally(column, ColumnType.CAT, List.of());
            case SKIP -> null;
            case null -> new ColumnTally(column, null, List.of());
        });
    }

    /** The profile of the columns that another profile has, with its types; others are skipped. */
    public static FileProfile like(String name, InputStream in, Profile pinned) {
        return profile(
                name, in, pinned.columns().stream().map(ColumnProfile::name).toList(), column -> pinned.column(column)
                        .map(like -> new ColumnTally(
                                column,
                                like.type(),
                                like instanceof CategoricalProfile labels
                                        ? List.copyOf(labels.counts().keySet())
                                        : List.of()))
                        .orElse(null));
    }

    private interface Tallies {
        @Nullable
        ColumnTally of(String column);
    }

    private static FileProfile profile(String name, InputStream in, List<String> required, Tallies tallies) {
        try {
            CsvScan<ColumnTally> scan = CsvScan.of(name, in, Limits.ANY_LENGTH, required, header -> header.stream()
                    .<@Nullable ColumnTally>map(tallies::of)
                    .toList());
            return summary(name, scan);
        } catch (Refused refused) {
            return new FileProfile.Refused(refused.rejection());
        }
    }

    private static FileProfile summary(String name, CsvScan<ColumnTally> scan) {
        List<ColumnProfile> columns = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long missing = 0;
        for (ColumnTally tally : scan.sinks().stream().filter(Objects::nonNull).toList()) {
            missing += tally.missing();
            String note = tally.leftOut();
            if (note == null) {
                columns.add(tally.profile());
            } else {
                notes.add(note);
            }
        }
        return new FileProfile.Summarised(new Profile(scan.rows(), columns), missing, scan.with(notes, name));
    }
}
