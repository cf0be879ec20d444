package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Who may call whom: what the configurations need, and the world only for whoever has business there. */
class NetworkPolicyTest {
    @InEveryFolder
    void everyNamespaceIsClosedByDefault(Path folder) {
        assertThat(Network.namespacesOpenByDefault(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void nobodyReachesTheMetadataServiceOfTheNode(Path folder) {
        assertThat(Network.rulesThatReachTheMetadataService(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void onlyAnIdentityOrATokenReachesTheWorld(Path folder) {
        assertThat(Network.podsThatReachTheWorldForNothing(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theWorldIsReachedByHttpsAlone(Path folder) {
        assertThat(Network.podsThatReachTheWorldBesidesHttps(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void whoeverHasAnIdentityReachesAzure(Path folder) {
        assertThat(Network.identitiesThatCannotReachAzure(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyConnectionThatAConfigurationNamesIsLetThrough(Path folder) {
        assertThat(Network.connectionsThatAreCut(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void whoeverCallsByNameMayAskForNames(Path folder) {
        assertThat(Network.callersWithoutNames(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyPolicySelectsAPod(Path folder) {
        assertThat(Network.policiesOfNobody(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyOpenPortIsAPortOfThePod(Path folder) {
        assertThat(Network.ingressToPortsThatAreNotThere(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyPeerIsAPod(Path folder) {
        assertThat(Network.peersThatAreNobody(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
