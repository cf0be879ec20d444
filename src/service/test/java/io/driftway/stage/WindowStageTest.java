package io.driftway.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Limits;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.stream.Cut;
import io.driftway.core.stream.Partition;
import io.driftway.core.stream.StreamRecord;
import io.driftway.core.stream.Window;
import io.driftway.core.stream.WindowCutter;
import io.driftway.core.stream.WindowLimits;
import io.driftway.core.stream.WindowWriter;
import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.Written;
import io.driftway.format.json.JsonRow;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import io.driftway.telemetry.WindowMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowStageTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final JsonRow rows = new JsonRow(List.of(), Limits.STANDARD);
    private final WindowMeters meters = new WindowMeters(registry);
    private int writes = Integer.MAX_VALUE;

    /** Fails after so many writes. */
    private final ObjectStore failing = (ObjectStore) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, given) -> {
                if (method.getName().equals("putIfAbsent") && writes-- <= 0) {
                    throw new UncheckedIOException(new IOException("the store is away"));
                }
                return method.invoke(store, given);
            });

    private final WindowStage stage = new WindowStage(
            new WindowWriter(failing, rows, "incoming/", "", "customers"), meters::written, meters::setAside, _ -> "");

    /** Three windows of a partition, each with one row; and poison in the last. */
    private List<Window> windows(int partition) {
        WindowCutter cutter = new WindowCutter(
                new Partition("customers", partition),
                new Cut.ByOffsets(10),
                rows,
                new WindowLimits(1 << 20, Limits.STANDARD, folder),
                0,
                false);
        return LongStream.of(1, 11, 21, 22, 31)
                .mapToObj(offset -> cutter.add(new StreamRecord(
                        offset, 0, (offset == 22 ? "poison" : "{\"a\":" + offset + "}").getBytes(UTF_8))))
                .flatMap(Optional::stream)
                .toList();
    }

    private double counted(String name, String result) {
        return registry.get(name).tag("result", result).counter().count();
    }

    @Test
    void whatIsWrittenIsCountedOnce() {
        stage.write(windows(0));
        stage.write(windows(0));

        assertThat(counted("driftway.windows", "written")).isEqualTo(3);
        assertThat(counted("driftway.windows", "there")).isEqualTo(3);
        assertThat(counted("driftway.window.records", "row")).isEqualTo(3);
        assertThat(counted("driftway.window.records", "set_aside")).isEqualTo(1);
        assertThat(counted("driftway.windows", "differs")).isZero();
    }

    @Test
    void afterAWindowWithAnotherContentNothingOfItsPartitionIsWritten() {
        store.putIfAbsent("incoming/customers-0-0000000000000000010.csv", "another".getBytes(UTF_8));
        List<Window> both =
                Stream.concat(windows(0).stream(), windows(1).stream()).toList();

        assertThat(stage.write(both))
                .extracting(Written::result)
                .containsExactly(Result.WRITTEN, Result.DIFFERS, Result.WRITTEN, Result.WRITTEN, Result.WRITTEN);
        assertThat(store.list("incoming/customers-0-0000000000000000020")).isEmpty();
        assertThat(store.list("set-aside/customers/0/")).isEmpty();
    }

    @Test
    void aStoreThatFailsLeavesTheOtherWindowsForTheNextTick() {
        writes = 1;
        List<Window> all = windows(0);

        assertThat(stage.write(all)).hasSize(1);
        assertThatThrownBy(() -> stage.write(all.subList(1, 3))).hasStackTraceContaining("the store is away");
        // Its poison is set aside, and the window itself is not written.
        writes = 2;
        stage.write(all.subList(1, 3));
        writes = Integer.MAX_VALUE;
        assertThat(stage.write(all.subList(1, 3)))
                .extracting(Written::result)
                .containsExactly(Result.THERE, Result.WRITTEN);
        assertThat(counted("driftway.window.records", "set_aside")).isEqualTo(1);
    }
}
