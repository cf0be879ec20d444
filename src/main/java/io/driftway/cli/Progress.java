package io.driftway.cli;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file as it is read, with one line on the terminal that says how far, where there is a terminal and it takes longer than a moment. */
final class Progress extends FilterInputStream {

    private static final long MOMENT_NANOS = 500_000_000;
    private static final String ERASE_LINE = "\r\033[K";

    private final String name;
    private final long size;
    private final PrintWriter terminal;
    private long read;
    private long due = System.nanoTime() + MOMENT_NANOS;
    private boolean shown;

    private Progress(InputStream in, String name, long size, PrintWriter terminal) {
        super(in);
        this.name = name;
        this.size = size;
        this.terminal = terminal;
    }

    static InputStream of(Path name, Path content) throws IOException {
        InputStream in = Files.newInputStream(content);
        long size = Files.size(content);
        return terminal(System.getenv())
                .<InputStream>map(terminal -> new Progress(in, String.valueOf(name.getFileName()), size, terminal))
                .orElse(in);
    }

    /** Where standard output is one that can erase a line. Errors may go elsewhere, to a file, where the line has no business. */
    private static Optional<PrintWriter> terminal(Map<String, String> environment) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .filter(terminal -> !"dumb".equals(environment.get("TERM")))
                .map(Console::writer);
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        moved(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        moved(Math.max(0, count));
        return count;
    }

    private void moved(int bytes) {
        read += bytes;
        long now = System.nanoTime();
        if (now - due >= 0) {
            due = now + MOMENT_NANOS / 5;
            shown = true;
            terminal.printf(
                    "%sreading %s: %d %% of %,d MB",
                    ERASE_LINE, name, read * 100 / Math.max(1, size), size / 1_000_000);
            terminal.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (shown) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
        super.close();
    }
}
