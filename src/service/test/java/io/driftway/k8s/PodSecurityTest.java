package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** What a pod may do to its node, in the base and in every overlay. */
class PodSecurityTest {
    @InEveryFolder
    void aNamespaceIsHeldToThePinnedLevelThatIsItsOwn(Path folder) {
        assertThat(PodSecurity.namespacesWithoutTheirLevel(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aPodRunsAsAFixedUserThatIsNotRoot(Path folder) {
        assertThat(PodSecurity.podsThatAreNotAFixedUser(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aContainerHasTheSystemCallsOfTheRuntimesDefault(Path folder) {
        assertThat(PodSecurity.podsWithoutSeccomp(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aContainerCannotGainPrivileges(Path folder) {
        assertThat(PodSecurity.containersThatMayEscalate(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aContainerHasNoCapability(Path folder) {
        assertThat(PodSecurity.containersWithCapabilities(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aContainerCannotChangeItsImage(Path folder) {
        assertThat(PodSecurity.containersThatWriteToTheirImage(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aPodSharesNothingWithItsNode(Path folder) {
        assertThat(PodSecurity.podsInTheNodesNamespaces(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aPodMountsOnlyWhatARestrictedOneMay(Path folder) {
        assertThat(PodSecurity.volumesThatRestrictedForbids(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theFilesOfANodeAreReadOnly(Path folder) {
        assertThat(PodSecurity.filesOfTheNodeThatCanBeWritten(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void onlyDaemonSetsStandWhereTheNodesCanBeSeen(Path folder) {
        assertThat(PodSecurity.othersInTheNamespaceOfTheNodes(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
