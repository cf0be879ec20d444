package io.driftway.support;

import java.time.Duration;

/**
 * How long tests wait, in one place. {@code -Ddriftway.test.patience=30m} makes all of it longer, for a machine that is very slow. What comes
 * sooner is not waited for any longer, so only a test that fails takes as long.
 */
public final class Patience {

    /** For everything that must come: the start of a program, a poll, a verdict, the end of a process. */
    public static final Duration PATIENCE = Duration.parse("PT" + System.getProperty("driftway.test.patience", "10m"));

    /** For one answer over HTTP. */
    public static final Duration ANSWER = PATIENCE.dividedBy(20);

    /** For what never comes: a test waits as long as this, each time, so it is as short as a healthy answer on a busy machine allows. */
    public static final Duration NEVER = PATIENCE.dividedBy(200);

    private Patience() {}
}
