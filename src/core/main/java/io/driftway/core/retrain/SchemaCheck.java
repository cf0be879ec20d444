package io.driftway.core.retrain;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requires that the challenger takes the same columns as the champion, in the same order, with the same types and roles, and has the same positive class. Each category keeps its
 * position. New categories may follow the old ones.
 */
final class SchemaCheck {

    static final String NAME = "schema";

    private SchemaCheck() {}

    static GateCheck judge(Schema champion, Schema challenger) {
        String fault = fault(champion, challenger);
        return GateCheck.of(NAME, fault == null, fault == null ? "the challenger takes the champion's columns" : fault);
    }

    private static @Nullable String fault(Schema champion, Schema challenger) {
        if (!Objects.equals(champion.positive(), challenger.positive())) {
            return "the challenger's probability is of the class " + challenger.positive() + ", the champion's of "
                    + champion.positive();
        }
        List<Field> before = champion.fields();
        List<Field> after = challenger.fields();
        if (before.size() != after.size()) {
            return "the challenger has " + after.size() + " columns, the champion " + before.size();
        }
        for (int i = 0; i < before.size(); i++) {
            String fault = fault(i + 1, before.get(i), after.get(i));
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable String fault(int place, Field before, Field after) {
        if (!before.name().equals(after.name())) {
            return "column " + place + " of the challenger is " + after.name() + ", of the champion " + before.name();
        }
        if (before.type() != after.type() || before.role() != after.role()) {
            return "column " + before.name() + " is " + after.type() + " and " + after.role() + " for the challenger, "
                    + before.type() + " and " + before.role() + " for the champion";
        }
        int known = before.categories().size();
        if (after.categories().size() < known
                || !after.categories().subList(0, known).equals(before.categories())) {
            return "the categories of column " + before.name() + " do not begin with the champion's, in their order";
        }
        return null;
    }
}
