package io.driftway.cli;

import java.nio.file.Path;
import java.util.Locale;

/** A {@link SchemaFile} as it is first written, with a comment for each guess. */
final class SchemaText {

    private SchemaText() {}

    static String of(Path data, String target, Positive positive, ColumnGuesses guesses) {
        StringBuilder text = new StringBuilder();
        text.append("# What the columns of ")
                .append(YamlText.onOneLine(String.valueOf(data.getFileName())))
                .append(String.format(Locale.ROOT, """
                         are. driftway init guessed it once; whatever reads this file (--schema) guesses nothing.
                        # Edit what is wrong. A column that is not here is not read.
                        #   num   a quantity: compared by its distribution
                        #   cat   a label: compared by how often each occurs
                        #   skip  not read

                        # What the model shall predict, and the class whose probability it gives: %s.
                        """, YamlText.onOneLine(positive.why())));
        text.append(YamlText.entry(0, "target", target)).append('\n');
        text.append(YamlText.entry(0, "positive", positive.label())).append('\n');
        ColumnGuess id = guesses.id();
        if (id != null) {
            text.append("\n# Names the rows, in predictions and for labels that come later; no input of the model. ")
                    .append("Why this one: ")
                    .append(id.why())
                    .append(".\n")
                    .append(YamlText.entry(0, "id", id.name()))
                    .append('\n');
        } else {
            text.append(
                    "\n# No column names the rows, so labels that come later cannot be joined. Where one does: id: COLUMN\n");
        }
        text.append("\ncolumns:\n");
        for (ColumnGuess column : guesses.columns()) {
            text.append(YamlText.entry(2, column.name(), column.kind().name().toLowerCase(Locale.ROOT)))
                    .append("  # ")
                    .append(column.why())
                    .append('\n');
        }
        return text.toString();
    }
}
