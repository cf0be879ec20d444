package io.driftway.cli;

import io.driftway.format.table.ColumnKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a person says of the columns of labelled rows beside which one is the target. */
final class ColumnFlags {

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "The class whose probability is given; Yes, 1 or true where that is one.")
    @Nullable
    String positive;

    @Option(names = "--id", paramLabel = "COLUMN", description = "Names the rows; no input of the model.")
    @Nullable
    String id;

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=num|cat|skip",
            description = "The type of a column that would be guessed wrong; may be given several times.")
    Map<String, ColumnKind> types = new LinkedHashMap<>();
}
