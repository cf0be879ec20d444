package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

    /** Takes all memory in a thread that nobody waits for. */
    static final class Exhausted {

        private Exhausted() {}

        public static void main(String[] args) throws InterruptedException {
            OutOfMemory.endsTheProcess();
            new Thread(() -> {
                        List<long[]> all = new ArrayList<>();
                        while (true) {
                            all.add(new long[1 << 16]);
                        }
                    })
                    .start();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aProcessOfWhichAnyThreadIsOutOfMemoryEndsAndSaysSo() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        place(OutOfMemory.class) + System.getProperty("path.separator") + place(Exhausted.class),
                        Exhausted.class.getName())
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).contains("driftway: out of memory");
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** An option of the JVM would end it before the batch that took the memory is noted. */
    @ParameterizedTest
    @ValueSource(strings = {"driftway", "src/service/main/docker/jvm-options", "Dockerfile"})
    void nothingElseEndsItBefore(String started) throws IOException {
        assertThat(Files.readString(Path.of(started))).doesNotContain("OnOutOfMemoryError");
    }
}
