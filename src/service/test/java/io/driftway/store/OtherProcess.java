package io.driftway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.ledger.ObjectStore.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A second user of a folder, in a JVM of its own: says "ready", waits for a line, and prints how often it won. */
final class OtherProcess {

    static final int BIG = 64 << 20;

    private OtherProcess() {}

    static Process start(Path folder, String what, String number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        folder.toString(),
                        what,
                        number)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws IOException {
        FolderStore store = new FolderStore(Path.of(args[0]));
        int number = Integer.parseInt(args[2]);
        if (args[1].equals("write")) {
            for (int i = 0; ; i++) {
                store.putIfAbsent("big-" + number + "-" + i, new byte[BIG]);
            }
        }
        System.out.println("ready");
        System.in.read();
        System.out.println(args[1].equals("create") ? create(store, number) : count(store, number));
    }

    private static int create(FolderStore store, int keys) {
        int wins = 0;
        for (int i = 0; i < keys; i++) {
            wins += store.putIfAbsent("key-" + i, new byte[] {1}).isPresent() ? 1 : 0;
        }
        return wins;
    }

    private static int count(FolderStore store, int steps) {
        int done = 0;
        while (done < steps) {
            Stored seen = store.get("sequence").orElseThrow();
            int next = Integer.parseInt(new String(seen.content(), UTF_8)) + 1;
            Optional<String> written = store.putIfMatch(
                    "sequence",
                    Integer.toString(next).getBytes(UTF_8),
                    seen.version().etag());
            done += written.isPresent() ? 1 : 0;
        }
        return done;
    }
}
