package io.driftway.store;

import io.driftway.core.ledger.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores objects as plain files in a folder: the key is the path below it. Several processes of one machine may use the folder at once. People
 * may add, overwrite or delete files. Any process may be killed at any instant.
 *
 * <p>Each version is a new file. The store writes it in {@value #OWN} inside the folder, forces it to the disk and only then gives it its name:
 * by a hard link, which fails when the name is taken, or by a rename under a lock. Readers never see the leftovers of a killed writer. A store
 * removes them when it is opened an hour later or more.
 *
 * <p>The folder must be on a file system with hard links, locks and fine time stamps (ext4, XFS, Btrfs, tmpfs, APFS). The store does not follow
 * or list symbolic links. A key segment takes at most 255 bytes. Names that are not ASCII need a UTF-8 locale.
 */
public final class FolderStore implements ObjectStore {

    static final String OWN = ".driftway";

    private static final int MAX_LOOKS = 10;

    private final Path root;
    private final TemporaryFiles unfinished;
    private final Path locks;

    /** Opens the folder, and creates it when it is missing. */
    public FolderStore(Path folder) {
        try {
            root = Files.createDirectories(folder).toRealPath();
            unfinished =
                    new TemporaryFiles(Files.createDirectories(root.resolve(OWN).resolve("unfinished")));
            locks = Files.createDirectories(root.resolve(OWN).resolve("locks"));
            unfinished.removeLeftBehind();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the folder " + folder + ": " + reason(e), e);
        }
    }

    @Override
    public Optional<Stored> get(String key) {
        Place place = place(key);
        return attempt("read", key, () -> {
            for (int look = 0; look < MAX_LOOKS; look++) {
                Optional<FileVersion> seen = place.look();
                if (seen.isEmpty()) {
                    return Optional.empty();
                }
                Optional<byte[]> content = content(place, seen.get());
                if (content.isPresent()) {
                    return Optional.of(new Stored(seen.get().named(key), content.get()));
                }
            }
            throw new IOException("it changed during each of " + MAX_LOOKS + " attempts to read it");
        });
    }

    @Override
    public Optional<InputStream> open(String key, String etag) {
        Place place = place(key);
        return attempt("open", key, () -> {
            Optional<FileVersion> version = pinned(place, etag);
            return version.isEmpty()
                    ? Optional.empty()
                    : place.open(version.get()).map(in -> new PinnedStream(in, key, place.file(), version.get()));
        });
    }

    @Override
    public Optional<String> putIfAbsent(String key, byte[] content) {
        Place place = place(key);
        return attempt("create", key, () -> {
            if (place.look().isPresent()) {
                return Optional.empty();
            }
            Path written = unfinished.write(content);
            try {
                FileVersion version = FileVersion.stamp(written, Instant.EPOCH);
                place.makeFolders();
                Files.createLink(place.file(), written);
                place.force();
                return Optional.of(version.etag());
            } catch (FileAlreadyExistsException e) {
                place.refuseOtherThanFile();
                return Optional.empty();
            } finally {
                Files.deleteIfExists(written);
            }
        });
    }

    @Override
    public Optional<String> putIfMatch(String key, byte[] content, String etag) {
        Place place = place(key);
        return attempt("replace", key, () -> {
            if (pinned(place, etag).isEmpty()) {
                return Optional.empty();
            }
            Path written = unfinished.write(content);
            try (FolderLock held = FolderLock.hold(locks, key)) {
                Optional<FileVersion> replaced = pinned(place, etag);
                if (replaced.isEmpty()) {
                    return Optional.empty();
                }
                FileVersion version = FileVersion.stamp(written, replaced.get().written());
                Files.move(written, place.file(), StandardCopyOption.ATOMIC_MOVE);
                place.force();
                return Optional.of(version.etag());
            } finally {
                Files.deleteIfExists(written);
            }
        });
    }

    @Override
    public List<Version> list(String prefix) {
        return attempt("list", prefix, () -> {
            List<Version> found = FolderListing.of(root, prefix);
            Optional<Instant> newest = found.stream().map(Version::lastModified).max(Comparator.naturalOrder());
            return newest.isPresent() && FileVersion.settle(newest.get()) ? FolderListing.of(root, prefix) : found;
        });
    }

    @Override
    public void each(String prefix, Consumer<Version> visitor) {
        attempt("list", prefix, () -> {
            FolderListing.each(root, prefix, visitor);
            return true;
        });
    }

    @Override
    public Optional<Version> find(String key) {
        Place place = place(key);
        return attempt("look at", key, () -> place.look().map(version -> version.named(key)));
    }

    private Place place(String key) {
        if (key.equals(OWN) || key.startsWith(OWN + "/")) {
            throw Key.refusal(key, OWN + " is the store's own");
        }
        return Place.of(root, key);
    }

    private static Optional<FileVersion> pinned(Place place, String etag) throws IOException {
        return place.look().filter(version -> version.etag().equals(etag));
    }

    private static Optional<byte[]> content(Place place, FileVersion version) throws IOException {
        Optional<InputStream> opened = place.open(version);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = opened.get()) {
            byte[] content = in.readAllBytes();
            return FileVersion.of(place.file()).filter(version::equals).map(same -> content);
        }
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T attempt(String verb, String key, Call<T> call) {
        try {
            if (!Files.isDirectory(unfinished.folder())) {
                throw new IOException("the folder is gone, or another is mounted in its place");
            }
            return call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot " + verb + " '" + Key.printable(key) + "' in " + root + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "access denied";
            case NotDirectoryException not -> not.getFile() + " is not a folder";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case FileSystemException other -> other.getClass().getSimpleName() + " " + other.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
