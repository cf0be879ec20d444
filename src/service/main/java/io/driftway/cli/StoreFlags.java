package io.driftway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the store of a service that is being set up will be, and the settings that follow from it. */
final class StoreFlags {

    /** Where the store is. */
    enum Kind {
        FOLDER,
        AZURE
    }

    @Option(
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "folder",
            description = "folder (the default), for one machine, or azure.")
    @SuppressWarnings("NullAway.Init")
    Kind kind;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "The store's folder, from where the service is started; store if not given.")
    private @Nullable Path folder;

    @Option(names = "--account", paramLabel = "NAME", description = "The storage account, with --store azure.")
    @Nullable
    String account;

    @Option(names = "--container", paramLabel = "NAME", description = "The container, with --store azure.")
    @Nullable
    String container;

    Path folder() {
        return folder == null ? Path.of("store") : folder;
    }

    /**
     * The settings, commented.
     *
     * @throws BadInput when what was said does not fit together
     */
    String configuration() {
        return switch (kind) {
            case FOLDER -> {
                if (account != null || container != null) {
                    throw new BadInput(
                            "--account and --container are of --store azure; leave them out, or say --store azure");
                }
                yield filled("folder.yaml", Map.of("folder", folder().toString()));
            }
            case AZURE -> {
                if (account == null || container == null || folder != null) {
                    throw new BadInput("--store azure takes --account and --container, and no --folder");
                }
                yield filled("azure.yaml", Map.of("account", account, "container", container));
            }
        };
    }

    private static String filled(String template, Map<String, String> values) {
        try (InputStream in = StoreFlags.class.getResourceAsStream("/init/" + template)) {
            if (in == null) {
                throw new IllegalStateException("there is no template " + template);
            }
            String text = new String(in.readAllBytes(), UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace(
                        "    {{" + value.getKey() + "}}", YamlText.entry(4, value.getKey(), value.getValue()));
            }
            return text;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A folder to put batches into, so that copying one there works at once. */
    void makeInbox(Path dir) {
        if (kind == Kind.FOLDER) {
            try {
                Files.createDirectories(dir.resolve(folder()).resolve("incoming"));
            } catch (IOException failure) {
                throw new BadInput(folder() + ": cannot be made, " + failure + "; give --folder another folder");
            }
        }
    }
}
