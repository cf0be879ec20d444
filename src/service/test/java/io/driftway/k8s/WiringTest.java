package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Whether what the documents say of each other is so. */
class WiringTest {
    @InEveryFolder
    void everyDocumentIsInANamespaceOfOurs(Path folder) {
        assertThat(Wiring.documentsInNoNamespace(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyServiceSelectsAPodThatHasItsPorts(Path folder) {
        assertThat(Wiring.servicesOfNoPod(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyWorkloadSelectsItsOwnPodsAlone(Path folder) {
        assertThat(Wiring.workloadsThatSelectOthers(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyConfigMapSecretAndKeyThatAPodNeedsIsThere(Path folder) {
        assertThat(Wiring.referencesToNothing(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyVolumeIsMountedAndEveryMountIsOfAVolume(Path folder) {
        assertThat(Wiring.mountsOfNoVolume(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyClaimIsThereAndSaysItsSize(Path folder) {
        assertThat(Wiring.claimsOfNothing(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyStatefulSetHasItsService(Path folder) {
        assertThat(Wiring.headlessNamesOfSetsThatAreNotThere(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyAddressInAConfigurationIsAServiceWithSuchAPort(Path folder) {
        assertThat(Connection.thatLeadNowhere(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyServerIsScraped(Path folder) {
        assertThat(Wiring.targetsThatNobodyScrapes(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theMonitorMakesJobsOfTheReviewedTemplate(Path folder) {
        assertThat(Wiring.templatesThatAreNotTheCronJob(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everyPodThatTracesSaysWhichItIs(Path folder) {
        assertThat(Wiring.spansFromNowhere(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void everySettingIsOneThatTheProgramKnows(Path folder) {
        assertThat(Settings.thatTheProgramDoesNotKnow(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
