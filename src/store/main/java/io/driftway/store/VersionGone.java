package io.driftway.store;

/** Thrown when the listed version of a blob no longer exists. */
final class VersionGone extends RuntimeException {

    VersionGone(String name) {
        super(name + " was overwritten or deleted since it was listed");
    }
}
