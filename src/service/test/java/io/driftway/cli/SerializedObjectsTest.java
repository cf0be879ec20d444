package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Java serialization in the JVM of the program: shut, for classes of the JDK too. */
class SerializedObjectsTest {

    /** Reads a serialized list after the program is done, in its JVM. */
    static final class After {

        private After() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(After::read));
            if (args.length > 0) {
                Driftway.main(args);
            }
        }

        private static void read() {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                new ObjectOutputStream(bytes).writeObject(new ArrayList<>(List.of(1)));
                System.out.println(
                        "read " + new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
            } catch (IOException | ClassNotFoundException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private static String output(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                After.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes());
    }

    @Test
    void noSerializedObjectIsReadInTheJvmOfTheProgram() throws IOException {
        assertThat(output()).as("without the program").contains("read [1]");
        assertThat(output("--version")).contains("filter status: REJECTED").doesNotContain("read [1]");
    }
}
