package io.driftway.core.retrain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Counts labelled rows that came since the last training, row by row. A row of that training is not new, in whatever file it comes again.
 *
 * @param there distinct ones, counted no further than {@code needed}
 * @param needed fewest for a run
 * @param since when the last training ended; the epoch where that is not known
 */
public record NewRows(long there, long needed, Instant since) {

    /** Tells whether there are as many as a run needs. */
    public boolean enough() {
        return there >= needed;
    }

    /** Says for a person how many rows a run needs and how many there are. */
    public String line() {
        return "needs labelled rows newer than "
                + (since.equals(Instant.EPOCH) ? "the last training" : LocalDate.ofInstant(since, ZoneOffset.UTC))
                + "; " + there + " of " + needed + " there";
    }
}
