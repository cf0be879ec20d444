package io.driftway.core.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names the columns that a model was trained on, and pins their types, roles and categories. Every batch is read by it; no type is guessed
 * from a batch.
 *
 * <p>The constructor throws {@link IllegalArgumentException} when a name is there twice, when there are two targets or two ids, and when a
 * positive category is named without a target or the other way round.
 *
 * @param fields in the order of the training file
 * @param positive the category of the target whose probability the model gives; null exactly when there is no target
 */
public record Schema(List<Field> fields, @Nullable String positive) {
    public Schema {
        fields = List.copyOf(fields);
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException("column " + field.name() + " stands twice in the schema");
            }
        }
        if (only(fields, Role.TARGET).isPresent() != (positive != null)) {
            throw new IllegalArgumentException("a schema names a positive category exactly when it has a target");
        }
        only(fields, Role.ID);
    }

    /** Returns the inputs of the model, in the order in which it takes them. */
    public List<Field> features() {
        return fields.stream().filter(f -> f.role() == Role.FEATURE).toList();
    }

    /** Returns the column that the model predicts; empty where the schema has none. */
    public Optional<Field> target() {
        return only(fields, Role.TARGET);
    }

    /** Returns the column that names rows; empty where the schema has none. */
    public Optional<Field> id() {
        return only(fields, Role.ID);
    }

    /** Returns the column of exactly this name, whatever its role; empty where the schema has none. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Returns a hash that names the content: equal for equal columns, types, roles and categories in equal order, with the same positive category. */
    public String sha256() {
        List<String> parts = new ArrayList<>();
        for (Field field : fields) {
            parts.add(field.name());
            parts.add(
                    field.type() + "/" + field.role() + "/" + field.categories().size());
            parts.addAll(field.categories());
        }
        parts.add(String.valueOf(positive));
        return Sha256.of(parts.toArray(String[]::new));
    }

    private static Optional<Field> only(List<Field> fields, Role role) {
        List<Field> found = fields.stream().filter(f -> f.role() == role).toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException(found.stream()
                    .map(Field::name)
                    .collect(Collectors.joining(", ", "only one column can be the " + role + ", got ", "")));
        }
        return Objects.requireNonNull(found.stream().findFirst());
    }
}
