package io.driftway.core.stream;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the values of one window until it is written: in memory up to {@value #IN_MEMORY} bytes, then in a temporary file. On Unix the file has no name once it is open, so a process that is
 * killed leaves none behind. A disk that fails throws {@link UncheckedIOException}.
 */
final class Spool implements AutoCloseable {

    private static final int IN_MEMORY = 1 << 16;

    private final Path folder;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(buffer);
    private @Nullable FileChannel file;

    /** @param folder of temporary files */
    Spool(Path folder) {
        this.folder = folder;
    }

    /** One value and where it stood. */
    @SuppressWarnings("ArrayRecordComponent")
    record Kept(long offset, byte[] value) {}

    void add(long offset, byte[] value) {
        try {
            out.writeLong(offset);
            out.writeInt(value.length);
            out.write(value);
            if (buffer.size() > IN_MEMORY) {
                spill();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("a window cannot be kept in " + folder, failure);
        }
    }

    /** Hands on each value in the order in which it was added. */
    void each(Consumer<Kept> visitor) {
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(content()));
            for (long offset = next(in); offset >= 0; offset = next(in)) {
                visitor.accept(new Kept(offset, in.readNBytes(in.readInt())));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("a window that was kept in " + folder + " cannot be read", failure);
        }
    }

    private InputStream content() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(buffer.toByteArray());
        }
        spill();
        return Channels.newInputStream(file.position(0));
    }

    /** Answers the next offset, or -1 at the end. */
    private static long next(DataInputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return -1;
        }
        in.reset();
        return in.readLong();
    }

    private void spill() throws IOException {
        FileChannel to = file == null ? open() : file;
        file = to;
        to.position(to.size());
        ByteBuffer rest = ByteBuffer.wrap(buffer.toByteArray());
        while (rest.hasRemaining()) {
            to.write(rest);
        }
        buffer.reset();
    }

    private FileChannel open() throws IOException {
        Path path = folder.resolve("driftway-window-" + UUID.randomUUID());
        // On Unix it has no name from here on.
        return FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("a temporary file in " + folder + " cannot be closed", failure);
        }
    }
}
