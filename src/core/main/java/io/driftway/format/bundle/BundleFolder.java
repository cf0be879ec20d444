package io.driftway.format.bundle;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A bundle in a folder of its own. */
public final class BundleFolder {

    /** The manifest last: a bundle half replaced does not pass for a whole one. */
    private static final List<String> FILES =
            List.of(Bundle.TREES, Bundle.ONNX, Bundle.REFERENCE, Bundle.FACTS, Bundle.MANIFEST);

    private static final String UNFINISHED = ".unfinished";

    private BundleFolder() {}

    /**
     * Reads a bundle and checks all of it.
     *
     * @throws BrokenBundle naming file, fault and remedy, also when there is no such folder
     */
    public static Bundle read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BrokenBundle(
                    folder.toString(), "there is no such folder", "give a folder that driftway train has written");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String file : FILES) {
            Path path = folder.resolve(file);
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(Bundle.MAX_FILE_BYTES + 1);
                if (content.length > Bundle.MAX_FILE_BYTES) {
                    throw BundleFiles.tooLarge(path.toString(), Files.size(path));
                }
                files.put(file, content);
            } catch (NoSuchFileException named) {
                // Bundle.read says which one is not there.
            } catch (IOException failure) {
                throw new BrokenBundle(path.toString(), "cannot be read, " + failure, "make it a readable file");
            }
        }
        return new BundleFiles().read(folder.toString(), files);
    }

    /**
     * Writes a bundle; one that is there is replaced, file by file, each whole. The folder is made where there is none.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Bundle bundle, Path folder) {
        try {
            Files.createDirectories(folder);
            for (String file : FILES) {
                byte[] content = bundle.files().get(file);
                if (content == null) {
                    Files.deleteIfExists(folder.resolve(file));
                    continue;
                }
                Path unfinished = folder.resolve(file + UNFINISHED);
                Files.write(unfinished, content);
                Files.move(
                        unfinished,
                        folder.resolve(file),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether a bundle may be written there without loss: nothing is there, or a folder with files of a bundle at most. */
    public static boolean isFree(Path folder) {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names =
                    entries.map(entry -> entry.getFileName().toString()).toList();
            return names.stream().allMatch(BundleFolder::isOurs);
        } catch (NotDirectoryException file) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOurs(String name) {
        return FILES.contains(
                name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name);
    }
}
