package io.driftway.format.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.FileProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what some rows of a table tell of its columns, before types are decided. Parts that were counted by the same {@link Wanted} merge, in any order and grouping, to what all rows tell. The bytes of a part
 * can be sent to a program of the same release.
 *
 * @param rows that were counted
 * @param repeatedHeaders rows that repeat the header row and were left out
 * @param columns in the order of the table
 * @param refusal why a part cannot be used, and with it the table; null where all can
 */
public record PartialProfile(
        long rows,
        long repeatedHeaders,
        List<PartialColumn> columns,
        @Nullable Rejection refusal) {

    public PartialProfile {
        columns = List.copyOf(columns);
    }

    /** Returns what usable rows tell. */
    public PartialProfile(long rows, long repeatedHeaders, List<PartialColumn> columns) {
        this(rows, repeatedHeaders, columns, null);
    }

    /** Returns what stands for rows that cannot be used. */
    public static PartialProfile refused(Rejection refusal) {
        return new PartialProfile(0, 0, List.of(), refusal);
    }

    /**
     * Returns what the rows of both tell together.
     *
     * @throws IllegalArgumentException unless both are parts of one table
     */
    public PartialProfile merge(PartialProfile that) {
        if (refusal != null || that.refusal != null) {
            return refused(Stream.of(this, that)
                    .map(PartialProfile::refusal)
                    .filter(Objects::nonNull)
                    .min(Comparator.comparing(Rejection::line))
                    .orElseThrow());
        }
        if (columns.size() != that.columns.size()) {
            throw new IllegalArgumentException("parts with " + columns.size() + " and " + that.columns.size()
                    + " columns are not of one table and cannot be merged");
        }
        List<PartialColumn> merged = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            merged.add(columns.get(i).merge(that.columns.get(i)));
        }
        return new PartialProfile(rows + that.rows, repeatedHeaders + that.repeatedHeaders, merged);
    }

    /**
     * Decides the types by what all rows tell.
     *
     * @param table its name, for messages
     * @param wanted what was counted
     */
    public FileProfile summary(String table, Wanted wanted) {
        if (refusal != null) {
            return new FileProfile.Refused(refusal);
        }
        if (rows == 0) {
            return new FileProfile.Refused(
                    new Rejection(Reason.NO_ROWS, table, "", "there are no rows", "give a table with rows"));
        }
        List<ColumnProfile> profiles = new ArrayList<>();
        Set<String> leftOut = new HashSet<>();
        List<String> notes = new ArrayList<>();
        Map<String, FileProfile.Doubt> doubts = new HashMap<>();
        long missing = 0;
        for (PartialColumn column : columns) {
            missing += column.missing();
            FileProfile.Doubt doubt = column.doubt();
            if (doubt != null) {
                doubts.put(column.name(), doubt);
            }
            String note = column.note();
            if (note == null) {
                profiles.add(column.profile());
            } else if (wanted.isNoted(column.name())) {
                leftOut.add(column.name());
                notes.add(note);
            }
        }
        if (repeatedHeaders > 0) {
            notes.add(table + ": "
                    + (repeatedHeaders == 1
                            ? "a row repeats the header row and is left out"
                            : repeatedHeaders + " rows repeat the header row and are left out"));
        }
        return new FileProfile.Summarised(new Profile(rows, profiles), missing, leftOut, notes, doubts);
    }

    /** Writes it. */
    public byte[] write() {
        ProfileCodec.Sink out = new ProfileCodec.Sink();
        out.begin();
        out.number(refusal == null ? 0 : 1);
        if (refusal != null) {
            out.number(refusal.reason().ordinal());
            out.text(refusal.file());
            out.text(refusal.position());
            out.text(refusal.fault());
            out.text(refusal.remedy());
        }
        out.number(rows);
        out.number(repeatedHeaders);
        out.number(columns.size());
        for (PartialColumn column : columns) {
            out.text(column.name());
            out.number(column.stored().ordinal());
            out.number(column.given() == null ? 0 : 1 + column.given().ordinal());
            out.labels(column.counts());
            out.numbers(column.numbers());
            out.number(column.missing());
            out.text(column.leftOut());
            out.text(column.firstText());
        }
        return out.bytes();
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static PartialProfile read(byte[] bytes) {
        return ProfileCodec.read(bytes, in -> {
            Rejection refusal = in.number() == 0
                    ? null
                    : new Rejection(in.oneOf(Reason.values()), in.text(), in.text(), in.text(), in.text());
            long rows = in.number();
            long repeatedHeaders = in.number();
            int size = in.size();
            List<PartialColumn> columns = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                String name = in.text();
                PartialColumn.Stored stored = in.oneOf(PartialColumn.Stored.values());
                int given = in.size();
                columns.add(new PartialColumn(
                        name,
                        stored,
                        given == 0 ? null : ColumnType.values()[given - 1],
                        in.labels(),
                        in.numbers(name),
                        in.number(),
                        in.text(),
                        in.text()));
            }
            return new PartialProfile(rows, repeatedHeaders, columns, refusal);
        });
    }
}
