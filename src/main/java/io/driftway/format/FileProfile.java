package io.driftway.format;

import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.Profile;
import java.util.List;

/** A file summarised while it was read: its profile, or why it cannot be used. */
public sealed interface FileProfile {

    /**
     * What the file comes to.
     *
     * @param profile of the columns that are compared, in the order of the file
     * @param missing cells without a value in all columns that were read, those among them that are left out
     * @param notes one sentence for each column that is left out, for a person
     */
    record Summarised(Profile profile, long missing, List<String> notes) implements FileProfile {
        public Summarised {
            notes = List.copyOf(notes);
        }
    }

    record Refused(Rejection rejection) implements FileProfile {}
}
