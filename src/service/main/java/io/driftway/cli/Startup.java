package io.driftway.cli;

import io.driftway.app.Refusal;
import java.util.function.Supplier;

/** A start that a wrong setting stops is said in one line. */
final class Startup {

    private Startup() {}

    static <T> T orBadInput(Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException failure) {
            throw Refusal.line(failure).<RuntimeException>map(BadInput::new).orElse(failure);
        }
    }
}
