package io.driftway.cli;

import io.driftway.format.table.ColumnKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the columns of labelled rows before they are read.
 *
 * @param target what the model shall predict
 * @param id names the rows; null where nothing does
 * @param positive the class whose probability is given; null for the usual one
 * @param types of columns that are not to be guessed
 * @param pinnedBy the file that names every column, so that nothing is guessed; null where there is none
 */
record Labelling(
        String target,
        @Nullable String id,
        @Nullable String positive,
        Map<String, ColumnKind> types,
        @Nullable Path pinnedBy) {

    Labelling {
        if (target.equals(id)) {
            throw new BadInput("the id and the target are both " + id + "; name two columns");
        }
    }

    static Labelling of(SchemaFile schema) {
        return new Labelling(schema.target(), schema.id(), schema.positive(), schema.columns(), schema.path());
    }

    /** This, where the flags say nothing else. */
    Labelling under(@Nullable String otherTarget, ColumnFlags flags) {
        Map<String, ColumnKind> all = new LinkedHashMap<>(types);
        all.putAll(flags.types);
        return new Labelling(
                otherTarget == null ? target : otherTarget,
                flags.id == null ? id : flags.id,
                flags.positive == null && (otherTarget == null || otherTarget.equals(target))
                        ? positive
                        : flags.positive,
                all,
                pinnedBy);
    }

    /** This, with types for columns of which it says nothing. */
    Labelling over(Map<String, ColumnKind> defaults) {
        Map<String, ColumnKind> all = new LinkedHashMap<>(defaults);
        all.putAll(types);
        return new Labelling(target, id, positive, all, pinnedBy);
    }

    /**
     * The kinds of the columns that are not to be guessed, for reading a file with these columns. Where a file pins the types, a column that it does not
     * name is not read, and one that is not read need not be there.
     */
    Map<String, ColumnKind> kinds(List<String> header) {
        Map<String, ColumnKind> kinds = new LinkedHashMap<>(types);
        if (pinnedBy != null) {
            kinds.entrySet().removeIf(type -> type.getValue() == ColumnKind.SKIP && !header.contains(type.getKey()));
            header.forEach(column -> kinds.putIfAbsent(column, ColumnKind.SKIP));
        }
        kinds.put(target, ColumnKind.CAT);
        if (id != null) {
            kinds.put(id, ColumnKind.SKIP);
        }
        return kinds;
    }

    /** One sentence for each column that is not read: a person skipped it, or did not name it. */
    List<String> notes(List<String> header) {
        List<String> notes = new ArrayList<>();
        for (String column : header) {
            if (column.equals(target) || column.equals(id)) {
                continue;
            }
            if (types.get(column) == ColumnKind.SKIP) {
                notes.add(column + ", as told");
            } else if (pinnedBy != null && !types.containsKey(column)) {
                notes.add(column + ", which " + pinnedBy + " does not name");
            }
        }
        return notes;
    }
}
