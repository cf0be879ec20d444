package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** What the cluster needs to know to keep the pods going and to end them. */
class UpkeepTest {
    @InEveryFolder
    void everyServerHasALivenessAndAReadinessProbe(Path folder) {
        assertThat(Upkeep.containersWithoutProbes(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyProbeIsOfAPortThatIsThere(Path folder) {
        assertThat(Upkeep.probesOfAPortThatIsNotThere(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyContainerHasTheMemoryThatItAsksFor(Path folder) {
        assertThat(Upkeep.containersWithoutBounds(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyScratchFolderHasASize(Path folder) {
        assertThat(Upkeep.emptyDirsWithoutASize(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyJobEnds(Path folder) {
        assertThat(Upkeep.jobsWithoutAnEnd(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyDisruptionBudgetLeavesAPodToMove(Path folder) {
        assertThat(Upkeep.budgetsThatDoNotHold(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
