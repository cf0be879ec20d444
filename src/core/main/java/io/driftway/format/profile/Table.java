package io.driftway.format.profile;

import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the columns of a table, wherever it is kept. It can be asked again and again. */
public interface Table {

    /** Returns what it is called, for messages. */
    String name();

    /** Returns the names of its columns; none when there are none, of which counting will tell the reason. */
    List<String> header();

    /** Returns the names of its columns that are stored as true and false; a text that says so is none. */
    Set<String> truths();

    /** Counts its columns, with the types that are given or can be found out. */
    FileProfile.Summarised profile(Map<String, ColumnKind> given);

    /**
     * Counts the columns that another profile has, with its types, and those named besides whose types can be found out.
     *
     * @param open none of the other profile's; nothing is noted of one that is left out
     */
    FileProfile.Summarised profileLike(Profile pinned, Set<String> open);
}
