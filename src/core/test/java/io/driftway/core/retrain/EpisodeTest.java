package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Episode requested = Episode.request("champion", "reference", 1, "batch", null, NOW);

    @Test
    void oneChampionAndReferenceHaveOneEpisodeWhateverTheBatch() {
        assertThat(Episode.request("champion", "reference", 1, "another", null, NOW)
                        .episodeId())
                .isEqualTo(requested.episodeId());
    }

    @Test
    void championAndReferenceCannotBeConfused() {
        assertThat(Episode.id("ab", "c", 1)).isNotEqualTo(Episode.id("a", "bc", 1));
    }

    @Test
    void aPromotedEpisodeIsNeverRunAgain() {
        Episode promoted = requested.started(NOW).promoted("challenger", List.of(), NOW);

        assertThatIllegalStateException().isThrownBy(() -> promoted.again(NOW));
    }

    @Test
    void aFailedEpisodeThatIsRunAgainHasASecondRun() {
        Episode again = requested.started(NOW).failed("out of memory", NOW).again(NOW.plusSeconds(60));

        assertThat(again.run()).isEqualTo(2);
        assertThat(again.state()).isEqualTo(Episode.State.REQUESTED);
        assertThat(again.reason()).isNull();
    }

    @Test
    void theTrainersWordOverrulesAFailureConcludedFromOutside() {
        Episode failed = requested.started(NOW).failed("its Job is gone and left no result", NOW);

        assertThat(failed.promoted("challenger", List.of(), NOW).state()).isEqualTo(Episode.State.PROMOTED);
    }

    @Test
    void aTrainerMayEndAnEpisodeBeforeItsStartIsNoted() {
        assertThat(requested.rejected("challenger", "worse", NOW).ended()).isTrue();
    }
}
