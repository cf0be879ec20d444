package io.driftway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.driftway.core.retrain.Episode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrainJobTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Episode episode = Episode.request("champion", "reference", 1, "batch", "00-aa-bb-01", NOW);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private RetrainJob job;

    @BeforeEach
    void fromTheShippedManifest() throws IOException {
        job = new RetrainJob("driftway", Files.readString(Path.of("k8s", "base", "retrain-cronjob.yaml")));
    }

    @SuppressWarnings("unchecked")
    private Job created() {
        job.describe(episode, exchange);
        Map<String, String> annotations =
                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, Map.class);
        return new JobBuilder()
                .withNewMetadata()
                .withName(exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_NAME, String.class))
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, JobSpec.class))
                .build();
    }

    @Test
    void theNameIsALabelThatEveryReplicaAgreesOn() {
        assertThat(RetrainJob.name(episode))
                .isEqualTo(RetrainJob.name(episode.started(NOW)))
                .matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    }

    @Test
    void anotherRunHasAnotherName() {
        assertThat(RetrainJob.name(episode.failed("for the test", NOW).again(NOW)))
                .isNotEqualTo(RetrainJob.name(episode));
    }

    @Test
    void onlyEpisodeAndTraceAreAddedToTheReviewedTemplate() {
        Job created = created();

        assertThat(created.getSpec().getBackoffLimit()).isEqualTo(2);
        assertThat(created.getSpec().getTemplate().getSpec().getContainers())
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getArgs()).containsExactly("retrain");
                    assertThat(container.getEnv())
                            .containsExactly(
                                    new EnvVar("DRIFTWAY_EPISODE", episode.episodeId(), null),
                                    new EnvVar("TRACEPARENT", "00-aa-bb-01", null));
                });
    }

    @Test
    void aJobOfTheSameSpecThatIsThereAlreadyIsSuccess() {
        Job existing = created();

        assertThatNoException().isThrownBy(() -> job.expectSame(existing, exchange));
    }

    @Test
    void aJobOfThatNameFromElsewhereIsAConflictForAPerson() {
        Job foreign = created()
                .edit()
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .build();

        assertThatIllegalStateException()
                .isThrownBy(() -> job.expectSame(foreign, exchange))
                .withMessageContaining("delete it");
    }

    @Test
    void aFailedJobSaysWhyAndAnyOtherSaysNothing() {
        Job running = created().edit().withNewStatus().endStatus().build();
        Job failed = created()
                .edit()
                .withNewStatus()
                .addNewCondition()
                .withType("FailureTarget")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("Failed")
                .withStatus("True")
                .withReason("BackoffLimitExceeded")
                .endCondition()
                .endStatus()
                .build();

        assertThat(RetrainJob.failure(running)).isNull();
        assertThat(RetrainJob.failure(failed)).isEqualTo("its Job failed: BackoffLimitExceeded");
        assertThat(RetrainJob.failure(null)).isEqualTo("its Job is gone and left no result");
    }

    @Test
    void aTemplateWithoutAJobIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrainJob("driftway", "apiVersion: batch/v1\nkind: CronJob\n"))
                .withMessageContaining("spec.jobTemplate");
    }
}
