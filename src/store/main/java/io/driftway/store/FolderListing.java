package io.driftway.store;

import io.driftway.core.ledger.ObjectStore.Version;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lists the plain files below a folder whose key begins with a prefix. A file that appears or disappears during the walk may or may not be in
 * the result.
 */
final class FolderListing {

    private static final Set<String> NOWHERE = Set.of("", ".", "..", FolderStore.OWN);

    private final Path root;
    private final String prefix;
    private final Listener listener;

    private interface Listener {
        void found(Path file, String key) throws IOException;
    }

    private FolderListing(Path root, String prefix, Listener listener) {
        this.root = root;
        this.prefix = prefix;
        this.listener = listener;
    }

    /** Ordered by key. Costs what is in the folder that the prefix names, whatever is beside it. */
    static List<Version> of(Path root, String prefix) throws IOException {
        List<Version> found = new ArrayList<>();
        walk(root, prefix, (file, key) -> FileVersion.of(file).ifPresent(version -> found.add(version.named(key))));
        found.sort(Comparator.comparing(Version::key));
        return found;
    }

    /** Hands on the files of a folder together. A version that was written just now is looked at again a little later, so that it may be remembered. */
    static void each(Path root, String prefix, Consumer<Version> visitor) throws IOException {
        walk(root, prefix, (file, key) -> FileVersion.settled(file)
                .ifPresent(version -> visitor.accept(version.named(key))));
    }

    private static void walk(Path root, String prefix, Listener listener) throws IOException {
        Optional<Path> start = Files.exists(root) ? folder(root, prefix) : Optional.of(root);
        if (start.isPresent()) {
            new FolderListing(root, prefix, listener).visit(start.get());
        }
    }

    /** The innermost folder that holds everything with this prefix; empty when there is none. */
    private static Optional<Path> folder(Path root, String prefix) {
        Path folder = root;
        for (int from = 0, slash; (slash = prefix.indexOf('/', from)) >= 0; from = slash + 1) {
            String segment = prefix.substring(from, slash);
            if (NOWHERE.contains(segment) || segment.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            folder = folder.resolve(segment);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
        }
        return Optional.of(folder);
    }

    /** First the files of a folder, and then the folders in it by name. What is gone meanwhile is not found. */
    private void visit(Path folder) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String key = key(entry);
                if (leads(key + "/") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(entry);
                } else if (key.startsWith(prefix)) {
                    listener.found(entry, key);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        } catch (NoSuchFileException gone) {
            if (folder.equals(root)) {
                throw gone;
            }
        }
        folders.sort(Comparator.naturalOrder());
        for (Path inside : folders) {
            visit(inside);
        }
    }

    private boolean leads(String inside) {
        return (inside.startsWith(prefix) || prefix.startsWith(inside)) && !inside.equals(FolderStore.OWN + "/");
    }

    private String key(Path path) {
        return root.relativize(path).toString();
    }
}
