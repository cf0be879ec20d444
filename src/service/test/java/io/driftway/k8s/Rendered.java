package io.driftway.k8s;

import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The manifests as kustomize gives them to the server: the base and each overlay that is there. */
final class Rendered {

    private static final Path BASE = Path.of("k8s", "base");
    private static final Path OVERLAYS = Path.of("k8s", "overlays");
    private static final Map<Path, Documents> RENDERED = new ConcurrentHashMap<>();

    private Rendered() {}

    /** For a parametrised test, which renders one itself: without kubectl it is then skipped and seen to be. */
    static Stream<Path> folders() throws IOException {
        try (Stream<Path> overlays = Files.list(OVERLAYS)) {
            return Stream.concat(Stream.of(BASE), overlays.sorted().toList().stream());
        }
    }

    static Documents base() {
        return folder(BASE);
    }

    /** Without kubectl the calling test is skipped; under CI it fails. A folder that kustomize refuses fails it too. */
    static Documents folder(Path folder) {
        return RENDERED.computeIfAbsent(folder, Rendered::render);
    }

    private static Documents render(Path folder) {
        Tool kubectl = Tool.run("kubectl", "kustomize", folder.toString());
        if (kubectl.exit() != 0) {
            throw new IllegalStateException(
                    "kubectl kustomize " + folder + ": " + kubectl.errors().strip());
        }
        return Documents.parse(folder.toString(), kubectl.output());
    }
}
