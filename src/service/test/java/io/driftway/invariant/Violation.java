package io.driftway.invariant;

/**
 * One invariant that does not hold.
 *
 * @param invariant which
 * @param what the object and what is wrong with it, in one line
 */
public record Violation(Invariant invariant, String what) {}
