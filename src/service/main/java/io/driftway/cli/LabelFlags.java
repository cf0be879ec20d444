package io.driftway.cli;

import io.driftway.format.table.ColumnKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the columns of labelled rows are: by flags, by a file that {@code init} has written, or by both, flags going first. */
final class LabelFlags {

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "What the model shall predict; needed unless --schema says it.")
    private @Nullable String target;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "What the columns are, as driftway init has written it; nothing is guessed.")
    private @Nullable Path schema;

    @Mixin
    private ColumnFlags columns = new ColumnFlags();

    /**
     * All that was said.
     *
     * @throws BadInput when nothing says what the target is, or the file is no schema
     */
    Labelling labelling() {
        if (schema != null) {
            return Labelling.of(SchemaFile.read(schema)).under(target, columns);
        }
        if (target == null) {
            throw new BadInput("--target is needed, the column that the model shall predict; or --schema, a file that"
                    + " driftway init has written");
        }
        Map<String, ColumnKind> types = new LinkedHashMap<>(columns.types);
        return new Labelling(target, columns.id, columns.positive, types, null);
    }
}
