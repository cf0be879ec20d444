package io.driftway.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names the file of one key: a plain file, reached through plain folders and never through a link.
 *
 * @param folders from the store's root, which is the first, to the one that holds the file
 */
record Place(List<Path> folders, Path file) {

    private static final int MAX_SEGMENT_BYTES = 255;

    static Place of(Path root, String key) {
        List<Path> folders = new ArrayList<>();
        Path path = root;
        for (String segment : Key.check(key).split("/", -1)) {
            if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                throw Key.refusal(key, "a segment is longer than the 255 bytes of a file name");
            }
            folders.add(path);
            path = resolve(path, segment, key);
        }
        return new Place(folders, path);
    }

    private static Path resolve(Path folder, String segment, String key) {
        try {
            return folder.resolve(segment);
        } catch (InvalidPathException e) {
            throw Key.refusal(key, "the locale of this process cannot write it as a file name; set LC_ALL=C.UTF-8");
        }
    }

    /** The version that is there, safe to remember; empty when there is no plain file. */
    Optional<FileVersion> look() throws IOException {
        return folders.stream().allMatch(Place::isFolder) ? FileVersion.settled(file) : Optional.empty();
    }

    /** Opens the file; empty when this is no longer the version that is there. */
    Optional<InputStream> open(FileVersion version) throws IOException {
        InputStream in;
        try {
            in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (FileVersion.of(file).filter(version::equals).isPresent()) {
            return Optional.of(in);
        }
        in.close();
        return Optional.empty();
    }

    void makeFolders() throws IOException {
        Path above = folders.getFirst();
        for (Path folder : folders) {
            if (!isFolder(folder)) {
                make(folder);
                force(above);
            }
            above = folder;
        }
    }

    /** Makes the file's name as durable as its content. */
    void force() throws IOException {
        force(folders.getLast());
    }

    void refuseOtherThanFile() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null, "a folder or a link is in its place");
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!isFolder(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
