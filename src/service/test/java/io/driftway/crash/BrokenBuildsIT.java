package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.invariant.Invariant;
import io.driftway.invariant.Violation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drill is worth something: it lets the real build pass, and none of those that are broken on purpose. */
@ExtendWith(Quiet.class)
class BrokenBuildsIT {

    @Test
    void theRealBuildPasses() {
        Map<Scenario, List<Violation>> found = new EnumMap<>(Scenario.class);
        for (Scenario scenario : Scenario.values()) {
            found.put(scenario, scenario.violations(Life::new));
        }

        assertThat(found)
                .allSatisfy((scenario, violations) ->
                        assertThat(violations).as(scenario.name()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenBuildIsCaughtByWhatItBreaks(BrokenBuild broken) {
        Set<Invariant> found = EnumSet.noneOf(Invariant.class);
        for (Scenario scenario : Scenario.values()) {
            scenario.violations(broken.build).stream().map(Violation::invariant).forEach(found::add);
            if (found.contains(broken.breaks)) {
                return;
            }
        }
        assertThat(found).contains(broken.breaks);
    }
}
