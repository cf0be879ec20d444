package io.driftway.doctor;

import java.util.List;

/** Looks at one thing. What it throws is a fault of that thing. */
@FunctionalInterface
public interface Check {

    /** One finding at the least. */
    List<Finding> look() throws Exception;
}
