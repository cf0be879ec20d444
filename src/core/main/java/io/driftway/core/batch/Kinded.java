package io.driftway.core.batch;

/** Marks an answer of a stage that has several kinds of answer. A route decides by {@code ${body.kind}} where it goes. */
public interface Kinded {

    /** Returns the word for this kind of answer, in lower case; the same for every value of the type. Routes compare it, so it does not change. */
    String kind();
}
