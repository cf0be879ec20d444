package io.driftway.format.table;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.WarningCode;
import java.util.List;

/** The columns of a file that a schema does not name. */
public final class ExtraColumns {

    private ExtraColumns() {}

    /** One warning, or none. */
    public static List<BatchWarning> warnings(Schema schema, List<String> columns) {
        List<String> extra = columns.stream()
                .filter(column -> schema.field(column).isEmpty())
                .toList();
        return extra.isEmpty() ? List.of() : List.of(BatchWarning.of(WarningCode.EXTRA_COLUMNS, extra));
    }
}
