package io.driftway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.support.SettableClock;
import io.driftway.support.ShippedTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrainJobTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Episode episode = Episode.request("champion", "reference", 1, "b".repeat(64), TRACEPARENT, NOW);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final SettableClock clock = new SettableClock();
    private final RetrainJob job = job(ShippedTemplate.yaml(), null);

    private RetrainJob job(String manifest, @Nullable String image) {
        return new RetrainJob("driftway-retrain", manifest, image, GRACE, clock);
    }

    private Job created() {
        return created(job);
    }

    @SuppressWarnings("unchecked")
    private Job created(RetrainJob job) {
        job.describe(episode, exchange);
        Map<String, String> annotations =
                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, Map.class);
        return new JobBuilder()
                .withNewMetadata()
                .withName(exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_NAME, String.class))
                .withAnnotations(annotations)
                .withCreationTimestamp(clock.instant().toString())
                .endMetadata()
                .withSpec(exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, JobSpec.class))
                .build();
    }

    private static Container trainer(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private JobState stateAfter(Duration age, @Nullable JobStatus status) {
        Job created = created();
        created.setStatus(status);
        clock.advance(age);
        return job.state(created);
    }

    private static JobStatusBuilder condition(String type, String reason) {
        return new JobStatusBuilder()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .endCondition();
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
    void theImageOfTheSettingsGoesBeforeTheTemplates() {
        assertThat(trainer(created(job(ShippedTemplate.yaml(), "registry.example/trainer:1.2.3")))
                        .getImage())
                .isEqualTo("registry.example/trainer:1.2.3");
        assertThat(trainer(created(job(ShippedTemplate.yaml(), " "))).getImage())
                .isEqualTo(trainer(ShippedTemplate.job()).getImage());
    }

    @Test
    void theTraceOfTheVerdictGoesOnInTheJob() {
        assertThat(trainer(created()).getEnv()).contains(new EnvVar("TRACEPARENT", TRACEPARENT, null));
    }

    @Test
    void anEpisodeOfTheTemplateGivesWayToTheRealOne() {
        RetrainJob job = job(
                ShippedTemplate.yaml()
                        .replace(
                                "args: [retrain]",
                                "args: [retrain]\n              env: [{name: DRIFTWAY_EPISODE, value: stale}]"),
                null);

        assertThat(trainer(created(job)).getEnv().stream()
                        .filter(v -> v.getName().equals("DRIFTWAY_EPISODE")))
                .containsExactly(new EnvVar("DRIFTWAY_EPISODE", episode.episodeId(), null));
    }

    @Test
    void anEpisodeWhoseIdIsNoDigestGetsNoJob() {
        Episode forged = new Episode(
                "../x",
                "c",
                "r",
                1L,
                null,
                null,
                Episode.State.REQUESTED,
                List.of(NOW),
                null,
                null,
                null,
                null,
                null,
                null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> job.describe(forged, exchange))
                .withMessageContaining("64 hex digits");
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
    void aJobFailedOnlyByItsFinalCondition() {
        assertThat(stateAfter(
                        GRACE.multipliedBy(2),
                        condition("FailureTarget", "BackoffLimitExceeded")
                                .withTerminating(1)
                                .build()))
                .isEqualTo(new JobState.Running());
        assertThat(stateAfter(
                        Duration.ZERO,
                        condition("Failed", "BackoffLimitExceeded").build()))
                .isEqualTo(new JobState.Failed("its Job failed: BackoffLimitExceeded"));
    }

    @Test
    void aJobThatIsGoneHasFailed() {
        assertThat(job.state(null)).isEqualTo(new JobState.Failed("its Job is gone and left no result"));
    }

    @Test
    void aJobWithoutAPodIsToldWhenTheGraceIsOver() {
        assertThat(stateAfter(GRACE, null)).isEqualTo(new JobState.Running());
        assertThat(stateAfter(GRACE.plusSeconds(1), new JobStatus()))
                .isInstanceOfSatisfying(JobState.Unscheduled.class, unscheduled -> assertThat(unscheduled.remedy())
                        .endsWith("kubectl -n driftway-retrain describe job " + RetrainJob.name(episode)));
    }

    @Test
    void aJobThatHasOrHadAPodIsRunning() {
        assertThat(List.of(
                        new JobStatusBuilder().withActive(1).build(),
                        new JobStatusBuilder().withFailed(1).build(),
                        new JobStatusBuilder().withSucceeded(1).build(),
                        condition("Complete", "CompletionsReached").build()))
                .allSatisfy(status ->
                        assertThat(stateAfter(GRACE.plusSeconds(1), status)).isEqualTo(new JobState.Running()));
    }

    @Test
    void aTemplateThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> job("apiVersion: batch/v1\nkind: CronJob\n", null))
                .withMessageContaining("spec.jobTemplate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> job("kind: [", null))
                .withMessageContaining("no CronJob manifest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> job(ShippedTemplate.yaml().replace("- name: retrain", "- name: other"), null))
                .withMessageContaining("no container named retrain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"})
    void aTemplateWhoseJobsNeedNotEndIsRefused(String field) {
        String without = ShippedTemplate.yaml().replaceAll("\n *" + field + ": \\d+", "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> job(without, null))
                .withMessageContaining(field);
    }
}
