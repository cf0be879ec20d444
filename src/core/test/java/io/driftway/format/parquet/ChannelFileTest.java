package io.driftway.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelFileTest {

    private static final byte[] CONTENT = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    @TempDir
    Path folder;

    /** Mapped as a whole, and range by range, as a file is that is longer than a buffer. */
    @ParameterizedTest
    @ValueSource(longs = {10, 9})
    void aRangeHoldsTheBytesOfTheFile(long largest) throws IOException {
        try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("file"), CONTENT))) {
            ChannelFile file = new ChannelFile("file", channel, largest);
            file.open();

            for (int from = 0; from <= CONTENT.length; from++) {
                for (int length = 0; length <= CONTENT.length - from; length++) {
                    assertThat(file.readRange(from, length)).isEqualTo(ByteBuffer.wrap(CONTENT, from, length));
                }
            }
            assertThat(file.length()).isEqualTo(CONTENT.length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 9})
    void aRangePastTheEndIsRefused(long largest) throws IOException {
        try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("file"), CONTENT))) {
            ChannelFile file = new ChannelFile("file", channel, largest);
            file.open();

            assertThatThrownBy(() -> file.readRange(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.readRange(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.readRange(Long.MAX_VALUE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
