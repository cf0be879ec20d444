package io.driftway.format.table;

import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.Profile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file summarised while it was read: its profile, or why it cannot be used. */
public sealed interface FileProfile {

    /**
     * Returns the summary, for callers who have no other use for a file that cannot be read.
     *
     * @throws IOException with the rejection's line if the file cannot be used
     */
    default Summarised orThrow() throws IOException {
        return switch (this) {
            case Summarised summarised -> summarised;
            case Refused refused -> throw new IOException(refused.rejection().line());
        };
    }

    /**
     * The profile of a file.
     *
     * @param profile of the columns that are compared, in the order of the file
     * @param missing cells without a value in all columns that were read, those among them that are left out
     * @param leftOut columns that were read and are left out for what is in them: free text, for instance
     * @param notes one sentence for each column that is left out, for a person
     * @param doubts by column, where it was found out to be no numbers and may be meant to be some
     */
    record Summarised(Profile profile, long missing, Set<String> leftOut, List<String> notes, Map<String, Doubt> doubts)
            implements FileProfile {
        public Summarised {
            leftOut = Set.copyOf(leftOut);
            notes = List.copyOf(notes);
            doubts = Map.copyOf(doubts);
        }
    }

    /**
     * A column that is left out, or has texts among its numbers.
     *
     * @param firstText where the first cell stands that is no number, and its shape: {@code line 302 has a cell of the shape '9,999.99'}
     * @param missing cells without a value
     */
    public record Doubt(String firstText, long missing) {}

    record Refused(Rejection rejection) implements FileProfile {}
}
