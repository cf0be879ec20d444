package io.driftway.store;

/** The blob version that was listed is not there any more. */
final class VersionGone extends RuntimeException {

    VersionGone(String name) {
        super(name + " was overwritten or deleted since it was listed");
    }
}
