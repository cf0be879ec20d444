package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.invariant.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process is killed, or an answer is lost, at every call that leaves it: nothing of what was promised is broken. */
@ExtendWith(Quiet.class)
class CrashMatrixIT {

    private final Drill drill = new Drill(Life::new);

    @Test
    void aProcessMayDieAtAnyCallOfABatch() {
        assertThat(broken(Drill::threeBatches, 1)).isEmpty();
    }

    @Test
    void aProcessMayDieAtAnyCallOfARetraining() {
        List<String> calls = drill.calls(Drill.drifted());
        int from = calls.indexOf("post job") - 10;

        assertThat(calls).contains("replace champion.json");
        assertThat(broken(Drill::drifted, from)).isEmpty();
    }

    /** What is wrong, by what was done to which call. */
    private Map<String, List<Violation>> broken(Supplier<World> worlds, int from) {
        List<String> calls = drill.calls(worlds.get());
        assertThat(calls).hasSizeGreaterThan(50);
        Map<String, List<Violation>> broken = new LinkedHashMap<>();
        for (int call = from; call <= calls.size(); call++) {
            String which = call + " " + calls.get(call - 1);
            broken.put("killed before " + which, drill.killedAt(worlds.get(), call, false));
            broken.put("killed after " + which, drill.killedAt(worlds.get(), call, true));
            broken.put("no answer to " + which, drill.lostAt(worlds.get(), call));
        }
        broken.values().removeIf(List::isEmpty);
        return broken;
    }
}
