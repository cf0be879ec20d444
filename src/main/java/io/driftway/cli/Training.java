package io.driftway.cli;

import io.driftway.smile.SmileLibrary;

/** What the commands that train have in common. */
final class Training {

    private Training() {}

    /** Refuses a program without the library that it would train with. */
    static void requireLibrary() {
        if (!SmileLibrary.isPresent()) {
            throw new BadInput(
                    "this program was packed without Smile, which it needs for training; use the trainer image"
                            + " (driftway-trainer) or the jar as it is built");
        }
    }
}
