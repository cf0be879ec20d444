package io.driftway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Manages the folder of files that are being written and have no name yet. */
record TemporaryFiles(Path folder) {

    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** A new file with this content, on the disk when the call returns. */
    Path write(byte[] content) throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            return file;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Removes what killed writers left here long ago. Should such a writer only have been stopped, its write fails. */
    void removeLeftBehind() throws IOException {
        Instant old = Instant.now().minus(LEFT_BEHIND);
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (FileVersion.of(file)
                        .filter(version -> version.written().isBefore(old))
                        .isPresent()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
