package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Inferred;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a file of labelled rows are taken for, besides the target.
 *
 * @param id names the rows; null where nothing does
 * @param columns every other one, in the order of the file
 */
record ColumnGuesses(@Nullable ColumnGuess id, List<ColumnGuess> columns) {

    /**
     * @param header all names
     * @param rows the columns that were read, free text among them
     * @param id names the rows, where a person says so
     * @param told kinds by a person
     */
    static ColumnGuesses of(
            List<String> header,
            Inferred inferred,
            Batch rows,
            String target,
            @Nullable String id,
            Map<String, ColumnKind> told) {
        List<ColumnGuess> guesses = new ArrayList<>();
        for (String name : header) {
            if (!name.equals(target) && !name.equals(id)) {
                guesses.add(
                        told.containsKey(name)
                                ? ColumnGuess.told(name, told.get(name))
                                : rows.column(name)
                                        .map(column -> ColumnGuess.of(column, isLeftOut(inferred, column)))
                                        .orElseGet(() -> unread(inferred, name)));
            }
        }
        if (id != null) {
            return new ColumnGuesses(new ColumnGuess(id, ColumnKind.SKIP, "as told by --id", true), guesses);
        }
        Optional<ColumnGuess> key =
                guesses.stream().filter(ColumnGuess::isKey).min(Comparator.comparing(ColumnGuesses::strangeness));
        key.ifPresent(guesses::remove);
        return new ColumnGuesses(key.orElse(null), guesses);
    }

    private static boolean isLeftOut(Inferred inferred, Column column) {
        return inferred.fields().stream()
                .map(field -> field.role() == Role.IGNORED ? field.name() : "")
                .anyMatch(column.name()::equals);
    }

    /** A column of a kind that is not read, of which the notes say why. */
    private static ColumnGuess unread(Inferred inferred, String name) {
        String start = name + " is left out: ";
        String why = inferred.notes().stream()
                .filter(note -> note.startsWith(start))
                .map(note -> note.substring(start.length()))
                .findFirst()
                .orElse("of a kind that is not read");
        return new ColumnGuess(name, ColumnKind.SKIP, why, false);
    }

    /** Of two columns that could name the rows, the one that is called an id does. */
    private static int strangeness(ColumnGuess key) {
        return key.name().toLowerCase(Locale.ROOT).contains("id") ? 0 : 1;
    }

    /** Those that are read, as the schema of a model has them; the target, which is among the fields, too. */
    List<Field> fields(Inferred inferred, String target) {
        return inferred.fields().stream()
                .filter(field -> field.name().equals(target)
                        || columns.stream()
                                .anyMatch(column ->
                                        column.name().equals(field.name()) && column.kind() != ColumnKind.SKIP))
                .toList();
    }
}
