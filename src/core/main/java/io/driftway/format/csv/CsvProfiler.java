package io.driftway.format.csv;

import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Refused;
import io.driftway.format.table.TypeInference;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
        return profile(name, in, Wanted.all(given));
    }

    /**
     * The profile of the columns that another profile has, with its types, and of those columns named besides whose types can be found out; others are skipped.
     *
     * @param open none of the other profile's; nothing is noted of one that is left out
     */
    public static FileProfile like(String name, InputStream in, Profile pinned, Set<String> open) {
        return profile(name, in, Wanted.like(pinned, open));
    }

    /**
     * What one file tells of a table that several files make up. It may have no rows.
     *
     * @param header of the table, which every file has; null for that of this file
     */
    public static PartialProfile part(String name, InputStream in, Wanted wanted, @Nullable List<String> header) {
        try {
            CsvScan<ColumnTally> scan = CsvScan.part(name, in, Limits.ANY_LENGTH, wanted.required(), own -> {
                if (header != null && !header.equals(own)) {
                    throw new Refused(new Rejection(
                            Reason.MISSING_COLUMN,
                            name,
                            "line 1",
                            "the columns are not those of the other files",
                            "give all files the same columns in the same order"));
                }
                return tallies(own, wanted);
            });
            return new PartialProfile(
                    scan.rows(),
                    scan.repeatedHeaders(),
                    scan.sinks().stream()
                            .filter(Objects::nonNull)
                            .map(tally -> tally.part(name))
                            .toList());
        } catch (Refused refused) {
            return PartialProfile.refused(refused.rejection());
        }
    }

    private static List<@Nullable ColumnTally> tallies(List<String> header, Wanted wanted) {
        return header.stream()
                .<@Nullable ColumnTally>map(column -> wanted.includes(column)
                        ? new ColumnTally(column, wanted.type(column), wanted.known(column), header.size())
                        : null)
                .toList();
    }

    private static FileProfile profile(String name, InputStream in, Wanted wanted) {
        try {
            CsvScan<ColumnTally> scan =
                    CsvScan.of(name, in, Limits.ANY_LENGTH, wanted.required(), header -> tallies(header, wanted));
            return summary(name, scan, wanted);
        } catch (Refused refused) {
            return new FileProfile.Refused(refused.rejection());
        }
    }

    private static FileProfile summary(String name, CsvScan<ColumnTally> scan, Wanted wanted) {
        List<ColumnProfile> columns = new ArrayList<>();
        Set<String> leftOut = new HashSet<>();
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
            } else if (wanted.isNoted(tally.name())) {
                leftOut.add(tally.name());
                notes.add(note);
            }
        }
        return new FileProfile.Summarised(
                new Profile(scan.rows(), columns), missing, leftOut, scan.with(notes, name), doubts);
    }
}
