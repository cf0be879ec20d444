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
 * The columns that a model was trained on. Types are pinned here and never guessed again from a batch.
 *
 * @param fields in the order of the training file; names are distinct, at most one target and one id
 * @param positive the category of the target that the probability speaks of; present exactly when there is a target
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

    /** The model's inputs, in the order in which the model takes them. */
    public List<Field> features() {
        return fields.stream().filter(f -> f.role() == Role.FEATURE).toList();
    }

    public Optional<Field> target() {
        return only(fields, Role.TARGET);
    }

    public Optional<Field> id() {
        return only(fields, Role.ID);
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Names the content: equal for equal columns, types, roles and categories in equal order. */
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
