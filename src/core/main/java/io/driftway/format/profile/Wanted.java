package io.driftway.format.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says which columns of a table are counted, and as what. It can be sent to other programs of the same release.
 *
 * @param required names that the table must have, in order
 * @param types of those whose type is not to be found out
 * @param known labels by column, which decide how it writes them
 * @param open names of those whose type is to be found out; null for all that are not skipped
 * @param skipped names of those that are not read
 */
public record Wanted(
        List<String> required,
        Map<String, ColumnType> types,
        Map<String, List<String>> known,
        @Nullable Set<String> open,
        Set<String> skipped)
        implements Serializable {

    public Wanted {
        required = List.copyOf(required);
        types = Map.copyOf(types);
        known = Map.copyOf(known);
        open = open == null ? null : Set.copyOf(open);
        skipped = Set.copyOf(skipped);
    }

    /** Wants every column, with types that are found out but for those that are given. Each of these must be in the table. */
    public static Wanted all(Map<String, ColumnKind> given) {
        Map<String, ColumnType> types = new HashMap<>();
        given.forEach((name, kind) -> {
            switch (kind) {
                case NUM -> types.put(name, ColumnType.NUM);
                case CAT -> types.put(name, ColumnType.CAT);
                case SKIP -> {}
            }
        });
        return new Wanted(
                given.keySet().stream().sorted().toList(),
                types,
                Map.of(),
                null,
                given.entrySet().stream()
                        .filter(entry -> entry.getValue() == ColumnKind.SKIP)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /**
     * Wants the columns that a profile has, with its types, and those named besides whose types can be found out.
     *
     * @param open none of the profile's
     */
    public static Wanted like(Profile pinned, Set<String> open) {
        Map<String, List<String>> known = new TreeMap<>();
        for (ColumnProfile column : pinned.columns()) {
            if (column instanceof CategoricalProfile labels) {
                known.put(column.name(), List.copyOf(labels.counts().keySet()));
            }
        }
        return new Wanted(
                pinned.columns().stream().map(ColumnProfile::name).toList(), pinned.types(), known, open, Set.of());
    }

    /** Wants the features of a schema, with its types. */
    public static Wanted features(Schema schema) {
        return new Wanted(
                schema.features().stream().map(Field::name).toList(),
                schema.features().stream().collect(Collectors.toMap(Field::name, Field::type)),
                schema.features().stream().collect(Collectors.toMap(Field::name, Field::categories)),
                Set.of(),
                Set.of());
    }

    /** Tells whether a column is counted. */
    public boolean includes(String column) {
        return types.containsKey(column) || isOpen(column);
    }

    private boolean isOpen(String column) {
        return open == null ? !skipped.contains(column) : open.contains(column);
    }

    /** Returns the type of a column; null where it is to be found out. */
    public @Nullable ColumnType type(String column) {
        return types.get(column);
    }

    /** Returns the labels that a column is known to have, none where nobody knows any. */
    public List<String> known(String column) {
        return known.getOrDefault(column, List.of());
    }

    /** Tells whether a person is told that a column is left out. */
    public boolean isNoted(String column) {
        return open == null || !open.contains(column);
    }
}
