package io.driftway.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The last line of the terminal, which says how far long work is, and is gone when it is done. */
final class Terminal {

    /** What takes no longer is not worth a line. */
    static final Duration MOMENT = Duration.ofMillis(500);

    /** Between two changes of the line. */
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final String ERASE_LINE = "\r\033[K";

    private final PrintWriter writer;
    private boolean shown;

    private Terminal(PrintWriter writer) {
        this.writer = writer;
    }

    /** Where standard output is one that can erase a line. Errors may go elsewhere, to a file, where the line has no business. */
    static Optional<Terminal> present() {
        return present(System.getenv());
    }

    private static Optional<Terminal> present(Map<String, String> environment) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .filter(terminal -> !"dumb".equals(environment.get("TERM")))
                .map(Console::writer)
                .map(Terminal::new);
    }

    /** In the place of what was said before. */
    synchronized void say(String line, Object... parts) {
        shown = true;
        writer.print(ERASE_LINE + String.format(Locale.ROOT, line, parts));
        writer.flush();
    }

    synchronized void erase() {
        if (shown) {
            writer.print(ERASE_LINE);
            writer.flush();
        }
    }
}
