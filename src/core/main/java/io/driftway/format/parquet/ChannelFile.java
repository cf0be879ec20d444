package io.driftway.format.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Gives Hardwood an open file by its channel, so that the file needs no name. A file that fits into one buffer is mapped once; of a longer one
 * each range is mapped when it is read. A mapping ends when nothing of it is in use any more.
 */
final class ChannelFile implements InputFile {

    private final String name;
    private final FileChannel channel;
    private final long largest;
    private final @Nullable ByteBuffer end;
    private @Nullable ByteBuffer whole;
    private long length = -1;

    ChannelFile(String name, FileChannel channel) {
        this(name, channel, Integer.MAX_VALUE, null);
    }

    /** @param end stands in for as many bytes at the end of the file */
    ChannelFile(String name, FileChannel channel, ByteBuffer end) {
        this(name, channel, Integer.MAX_VALUE, end);
    }

    /** @param largest longest file, in bytes, that is mapped as a whole */
    ChannelFile(String name, FileChannel channel, long largest) {
        this(name, channel, largest, null);
    }

    private ChannelFile(String name, FileChannel channel, long largest, @Nullable ByteBuffer end) {
        this.name = name;
        this.channel = channel;
        this.largest = largest;
        this.end = end;
    }

    @Override
    public void open() throws IOException {
        if (length < 0) {
            long size = channel.size();
            whole = size <= largest ? channel.map(MapMode.READ_ONLY, 0, size) : null;
            length = size;
        }
    }

    /** @throws IndexOutOfBoundsException if the file has no such range */
    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
        long end = length();
        if (offset < 0 || length < 0 || offset > end - length) {
            throw new IndexOutOfBoundsException(
                    name + " has " + end + " bytes, there are no " + length + " at " + offset);
        }
        ByteBuffer stored = stored(offset, length);
        long replaced = this.end == null ? end : end - this.end.limit();
        if (this.end == null || offset + length <= replaced) {
            return stored;
        }
        ByteBuffer patched = ByteBuffer.allocate(length).put(stored).flip();
        int from = (int) Math.max(0, replaced - offset);
        int skipped = (int) Math.max(0, offset - replaced);
        return patched.put(from, this.end, skipped, length - from);
    }

    private ByteBuffer stored(long offset, int length) throws IOException {
        return whole == null ? channel.map(MapMode.READ_ONLY, offset, length) : whole.slice((int) offset, length);
    }

    @Override
    public long length() {
        if (length < 0) {
            throw new IllegalStateException(name + " is not open");
        }
        return length;
    }

    @Override
    public String name() {
        return name;
    }

    /** Does nothing: whoever opened the channel closes it. */
    @Override
    public void close() {}
}
