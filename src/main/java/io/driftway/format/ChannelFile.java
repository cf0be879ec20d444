package io.driftway.format;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/** An open file as Hardwood reads it: by its channel, so that the file needs no name. It is mapped as a whole, whatever its length. */
final class ChannelFile implements InputFile {

    private final String name;
    private final FileChannel channel;
    private @Nullable MemorySegment content;

    ChannelFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    @Override
    public void open() throws IOException {
        if (content == null) {
            content = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
    }

    /** @throws IndexOutOfBoundsException when there is no such range */
    @Override
    public ByteBuffer readRange(long offset, int length) {
        return content().asSlice(offset, length).asByteBuffer();
    }

    @Override
    public long length() {
        return content().byteSize();
    }

    private MemorySegment content() {
        if (content == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return content;
    }

    @Override
    public String name() {
        return name;
    }

    /** The channel is its owner's to close; the mapping ends when nothing of it is in use any more. */
    @Override
    public void close() {}
}
