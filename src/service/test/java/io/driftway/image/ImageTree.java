package io.driftway.image;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code docker build} would make of the Dockerfile, done on this machine: its instructions are followed one by one, with the image's
 * root moved into a folder. No engine is needed, and nothing is pulled: the base images are this machine and its JDK.
 */
public final class ImageTree {

    private static final Path DOCKERFILE = Path.of("Dockerfile");
    /** What is made in the build stage is the same, and nothing of it is kept for speed. */
    private static final Map<String, String> QUICKLY = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final Set<String> PLACES = Set.of("/app", "/layers", "/warm-up", "/tmp/store");

    private final Path root;
    private final Dockerfile dockerfile = Dockerfile.read(DOCKERFILE);

    /** @param root an empty folder that every user of this machine may pass through */
    public ImageTree(Path root) {
        this.root = root;
    }

    Dockerfile dockerfile() {
        return dockerfile;
    }

    /** The instructions that run the program of the build stage: the jar is there, Maven has made it. */
    public void build() throws IOException {
        for (Dockerfile.Instruction copy : dockerfile.stage("build", "COPY")) {
            assertThat(Path.of(copy.rest().split(" ")[0]))
                    .as("COPY %s", copy.rest())
                    .exists();
        }
        for (Dockerfile.Instruction run : dockerfile.stage("build", "RUN")) {
            if (run.rest().startsWith("java ")) {
                String here = moved(run.rest(), root);
                run(here.contains(" demo ") ? here + " --port " + Program.freePort() : here, QUICKLY);
            }
        }
    }

    /** Follows COPY and the warm-up of a target, and answers where the image's root is. */
    public Path target(String target) throws IOException {
        Path image = Files.createDirectories(root.resolve(target));
        Path app = Files.createDirectories(image.resolve("app"));
        for (Dockerfile.Instruction instruction : dockerfile.stage(target)) {
            switch (instruction.word()) {
                case "COPY" -> copy(instruction.rest(), app);
                case "RUN" -> {
                    if (instruction.rest().contains("/make-aot-cache")) {
                        warmUp(instruction.rest(), image);
                    }
                }
                default -> {
                    // Says what an engine would note.
                }
            }
        }
        return image;
    }

    private void copy(String arguments, Path app) throws IOException {
        String[] words = arguments.replace("--from=build ", "").split(" ");
        assertThat(words[1]).isEqualTo("./");
        Path source = arguments.startsWith("--from=build") ? Path.of(moved(words[0], root)) : Path.of(words[0]);
        assertThat(source).as("COPY %s", arguments).exists();
        copy(source, Files.isDirectory(source) ? app : app.resolve(source.getFileName()));
    }

    private void warmUp(String arguments, Path image) throws IOException {
        String command = arguments.substring(arguments.indexOf("/make-aot-cache /app"), arguments.indexOf(" && rm"));
        Path store = image.resolve("tmp/store");
        copy(root.resolve("warm-up/store"), store);
        run(
                moved(command, image).replace("/make-aot-cache", "src/service/main/docker/make-aot-cache"),
                Map.of("WARM_UP_PORT", Integer.toString(Program.freePort())));
    }

    /** The command with the image's folders where they are here. */
    static String moved(String command, Path image) {
        String here = command;
        for (String place : PLACES) {
            here = here.replaceAll("(?<![\\w/.])" + place + "(?=$|[/ ])", image.toAbsolutePath() + place);
        }
        return here;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path there = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(there);
                } else {
                    Files.createDirectories(there.getParent());
                    Files.copy(file, there, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Takes from everybody the right to write. */
    static void makeReadOnly(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.forEach(file -> {
                try {
                    Set<PosixFilePermission> rights = EnumSet.copyOf(
                            PosixFilePermissions.fromString(Files.isDirectory(file) ? "r-xr-xr-x" : "r--r--r--"));
                    Files.setPosixFilePermissions(file, rights);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    private static void run(String command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = javaFirst(List.of(command.split(" ")));
        builder.environment().putAll(environment);
        Path output = Files.createTempFile("image", ".out");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE)).as(command).isTrue();
            assertThat(process.exitValue())
                    .as("%s:%n%s", command, Files.readString(output))
                    .isZero();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    /** The image's java is the one of this test. The command is looked for by env, in the PATH that is set here. */
    static ProcessBuilder javaFirst(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("env")));
        builder.command().addAll(command);
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        return builder;
    }

    /** What the image starts, in its folder here. */
    public List<String> commandLine(String target, Path image, String... arguments) {
        List<String> command = new ArrayList<>();
        dockerfile
                .last(target, "ENTRYPOINT")
                .array()
                .forEach(word -> command.add(word.replace("/app/", image + "/app/")));
        command.addAll(
                arguments.length > 0
                        ? List.of(arguments)
                        : dockerfile.last(target, "CMD").array());
        return command;
    }
}
