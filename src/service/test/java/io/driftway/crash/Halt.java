package io.driftway.crash;

/** The process is gone, as by {@code kill -9}: nothing of it may catch this. */
final class Halt extends Error {

    private static final long serialVersionUID = 1;

    Halt(String where) {
        super(where, null, false, false);
    }
}
