package io.driftway.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as it is read, with one line on the terminal that says how far, where there is a terminal and it takes longer than a moment. */
final class Progress extends FilterInputStream {

    private final String name;
    private final long size;
    private final Terminal terminal;
    private long read;
    private long due = System.nanoTime() + Terminal.MOMENT.toNanos();

    private Progress(InputStream in, String name, long size, Terminal terminal) {
        super(in);
        this.name = name;
        this.size = size;
        this.terminal = terminal;
    }

    static InputStream of(Path name, Path content) throws IOException {
        InputStream in = Files.newInputStream(content);
        long size = Files.size(content);
        return Terminal.present()
                .<InputStream>map(terminal -> new Progress(in, String.valueOf(name.getFileName()), size, terminal))
                .orElse(in);
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
            due = now + Terminal.PAUSE.toNanos();
            terminal.say("reading %s: %d %% of %,d MB", name, read * 100 / Math.max(1, size), size / 1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        terminal.erase();
        super.close();
    }
}
