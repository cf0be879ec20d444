package io.driftway.core.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log as a partition may have it: gaps in the offsets, clocks that are set back, tombstones, and values that are no rows. */
final class RandomLog {

    private static final List<String> POISON =
            List.of("", "7", "{\"a\":", "{\"a\":{\"b\":1}}", "[1]", "{\"a\":1,\"a\":2}", "{} {}");

    private RandomLog() {}

    static List<StreamRecord> of(Random random, int records) {
        List<StreamRecord> log = new ArrayList<>();
        long offset = 0;
        long time = 1_700_000_000_000L;
        for (int i = 0; i < records; i++) {
            // Markers of transactions and compaction leave gaps, some longer than a window.
            offset += random.nextInt(10) == 0 ? random.nextInt(40) : 0;
            time += random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(1_000) - 100;
            log.add(new StreamRecord(offset++, time, value(random)));
        }
        return log;
    }

    private static byte[] value(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> POISON.get(random.nextInt(POISON.size())).getBytes(UTF_8);
            case 2 -> ("{\"late\":null,\"a\":\"" + "x".repeat(random.nextInt(300)) + "\"}").getBytes(UTF_8);
            default ->
                ("{\"a\":" + random.nextInt(1_000) + ".50,\"b\":\"x, \\\"" + random.nextInt(9) + "\\\"\",\"c"
                                + random.nextInt(4) + "\":true}")
                        .getBytes(UTF_8);
        };
    }
}
