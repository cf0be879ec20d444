package io.driftway.store;

import io.driftway.core.ledger.ObjectStore.Version;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A walk below a folder: plain files whose key begins with a prefix. Files that come or go meanwhile may be in the answer or not. */
final class FolderListing extends SimpleFileVisitor<Path> {

    private final Path root;
    private final String prefix;
    private final List<Version> found = new ArrayList<>();

    private FolderListing(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** Ordered by key. */
    static List<Version> of(Path root, String prefix) throws IOException {
        FolderListing listing = new FolderListing(root, prefix);
        Files.walkFileTree(root, listing);
        listing.found.sort(Comparator.comparing(Version::key));
        return listing.found;
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
