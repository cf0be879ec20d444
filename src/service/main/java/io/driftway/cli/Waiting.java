package io.driftway.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Work that cannot say how far it is: on a terminal, a line says for how long it has gone on. */
final class Waiting implements AutoCloseable {

    private final @Nullable Thread teller;

    private Waiting(@Nullable Thread teller) {
        this.teller = teller;
    }

    static Waiting on(String work) {
        return new Waiting(Terminal.present()
                .map(terminal -> Thread.ofPlatform().daemon().start(() -> tell(terminal, work)))
                .orElse(null));
    }

    private static void tell(Terminal terminal, String work) {
        Instant begun = Instant.now();
        try {
            Thread.sleep(Terminal.MOMENT);
            while (true) {
                terminal.say(
                        "%s: %d s", work, Duration.between(begun, Instant.now()).toSeconds());
                Thread.sleep(Terminal.PAUSE);
            }
        } catch (InterruptedException done) {
            terminal.erase();
        }
    }

    @Override
    public void close() {
        Optional.ofNullable(teller).ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
