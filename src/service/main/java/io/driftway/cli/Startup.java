package io.driftway.cli;

import io.driftway.app.Refusal;
import java.util.function.Supplier;

/** Reports in one line why a wrong setting stopped the start. */
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
