package io.driftway.core.batch;

/** What a stage answers where more than one thing can come of it. A route tells by {@code ${body.kind}} where it goes. */
public interface Kinded {

    /** Returns the word for this kind of answer, in lower case; the same for every value of the type. Routes compare it, so it does not change. */
    String kind();
}
