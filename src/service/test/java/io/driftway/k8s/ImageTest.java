package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Which images run. */
class ImageTest {
    @InEveryFolder
    void everyImageIsPinnedToAVersion(Path folder) {
        assertThat(Images.thatAreNotPinned(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }

    @InEveryFolder
    void theMonitorFillsInTheImageThatTheCronJobHas(Path folder) {
        assertThat(Images.ofJobsThatTheCronJobDoesNotHave(Rendered.folder(folder)))
                .as("%s", folder)
                .isEmpty();
    }
}
