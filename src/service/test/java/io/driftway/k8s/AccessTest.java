package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Who may ask what of the API server and of Azure. */
class AccessTest {
    @InEveryFolder
    void oneRoleCreatesJobsAndLooksAtThemAndTheirPodsAndNobodyMayAnythingElse(Path folder) {
        assertThat(Access.rolesButTheOne(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theMonitorAloneHasThatRole(Path folder) {
        assertThat(Access.bindingsButTheOne(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theMonitorAloneHasATokenOfTheApiServer(Path folder) {
        assertThat(Access.tokensThatNobodyNeeds(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void aPodHasAnAccountOfItsOwn(Path folder) {
        assertThat(Access.podsWithoutAnAccountOfTheirOwn(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void whereJobsAreMadeThereIsNothingToTake(Path folder) {
        assertThat(Access.whatAJobCouldTake(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void anIdentityIsOnThePodAndOnItsAccount(Path folder) {
        assertThat(Access.halfAnIdentity(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
