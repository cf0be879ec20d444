package io.driftway.store;

import io.driftway.core.ledger.ObjectStore.Version;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the plain files below a folder whose key begins with a prefix. A file that appears or disappears during the walk may or may not be in
 * the result.
 */
final class FolderListing extends SimpleFileVisitor<Path> {

    private static final Set<String> NOWHERE = Set.of("", ".", "..", FolderStore.OWN);

    private final Path root;
    private final String prefix;
    private final List<Version> found = new ArrayList<>();

    private FolderListing(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** Ordered by key. Costs what is in the folder that the prefix names, whatever is beside it. */
    static List<Version> of(Path root, String prefix) throws IOException {
        Optional<Path> start = Files.exists(root) ? folder(root, prefix) : Optional.of(root);
        if (start.isEmpty()) {
            return List.of();
        }
        FolderListing listing = new FolderListing(root, prefix);
        Files.walkFileTree(start.get(), listing);
        listing.found.sort(Comparator.comparing(Version::key));
        return listing.found;
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

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        String inside = key(folder) + "/";
        boolean leads = inside.startsWith(prefix) || prefix.startsWith(inside);
        return leads && !inside.equals(FolderStore.OWN + "/") ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String key = key(file);
        if (key.startsWith(prefix)) {
            FileVersion.of(file).ifPresent(version -> found.add(version.named(key)));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException && !file.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private String key(Path path) {
        return root.relativize(path).toString();
    }
}
