package io.driftway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.Obstacle.Reason;
import io.driftway.support.SettableClock;
import io.driftway.support.ShippedTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
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
import org.junit.jupiter.params.provider.CsvSource;
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
                                "              env:\n",
                                "              env:\n                - {name: DRIFTWAY_EPISODE, value: stale}\n"),
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
    void theEpisodesOwnJobThatIsThereAlreadyIsSuccessWhateverItsTemplate() {
        Job existing = created();

        assertThat(job.existing(episode, existing)).isEqualTo(new JobState.Running());
        assertThat(job(ShippedTemplate.yaml(), "registry.example/trainer:2").existing(episode, existing))
                .isEqualTo(new JobState.Running());
    }

    @Test
    void aJobOfThatNameFromElsewhereIsAConflictForAPerson() {
        Job foreign = created()
                .edit()
                .editMetadata()
                .withAnnotations(Map.of(RetrainJob.EPISODE, "of another"))
                .endMetadata()
                .build();

        assertThat(job.existing(episode, foreign)).isInstanceOfSatisfying(JobState.Refused.class, refused -> {
            assertThat(refused.obstacle().reason()).isEqualTo(Reason.CONFLICT);
            assertThat(refused.obstacle().remedy())
                    .startsWith("kubectl -n driftway-retrain delete job " + RetrainJob.name(episode));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized, UNAUTHORIZED",
        "403, jobs.batch is forbidden: User cannot create resource, FORBIDDEN",
        "403, 'jobs.batch is forbidden: exceeded quota: jobs, used: 1, limited: 1', QUOTA",
        "404, namespaces not found, NO_NAMESPACE",
        "422, Job.batch is invalid: spec.template, INVALID",
        "429, too many requests, UNANSWERED",
        "500, etcdserver: request timed out, UNANSWERED",
    })
    void whatTheApiServerRefusesHasItsReasonAndItsWords(int code, String message, Reason reason) throws Exception {
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new KubernetesClientException(
                        "Failure executing: POST",
                        code,
                        new StatusBuilder().withCode(code).withMessage(message).build()));

        assertThat(job.refused(exchange)).isInstanceOfSatisfying(JobState.Refused.class, refused -> {
            assertThat(refused.obstacle().reason()).isEqualTo(reason);
            assertThat(refused.obstacle().fault()).isEqualTo(code + ": " + message);
            assertThat(refused.obstacle().remedy()).isNotBlank();
        });
    }

    @Test
    void aFailureOfAnythingElseIsThrownOn() {
        IllegalStateException fault = new IllegalStateException("a fault of the program");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, fault);

        assertThatThrownBy(() -> job.refused(exchange)).isSameAs(fault);
        assertThatThrownBy(() -> job.isThere(exchange)).isSameAs(fault);
        assertThatThrownBy(() -> job.unexplained(null, exchange)).isSameAs(fault);
    }

    @Test
    void onlyAConflictMeansThatTheJobIsThere() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new KubernetesClientException("conflict", 409, null));
        assertThatCode(() -> job.isThere(exchange)).doesNotThrowAnyException();

        KubernetesClientException forbidden = new KubernetesClientException("forbidden", 403, null);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, forbidden);
        assertThatThrownBy(() -> job.isThere(exchange)).isSameAs(forbidden);
    }

    @Test
    void noAnswerIsNoRefusal() throws Exception {
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new KubernetesClientException("Operation failed", new ConnectException("Connection refused")));

        assertThat(job.refused(exchange)).isInstanceOfSatisfying(JobState.Refused.class, refused -> {
            assertThat(refused.obstacle().reason()).isEqualTo(Reason.UNANSWERED);
            assertThat(refused.obstacle().fault()).isEqualTo("no answer: ConnectException Connection refused");
        });
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
                .isInstanceOfSatisfying(JobState.Unscheduled.class, unscheduled -> assertThat(
                                unscheduled.obstacle().remedy())
                        .endsWith("kubectl -n driftway-retrain describe job " + RetrainJob.name(episode)));
    }

    /** Kubernetes counts a pod as active from the moment it exists. */
    @Test
    void aPodThatOnlyExistsIsNoPodThatRuns() {
        assertThat(stateAfter(
                        GRACE.plusSeconds(1),
                        new JobStatusBuilder().withActive(1).withReady(0).build()))
                .isInstanceOf(JobState.Unscheduled.class);
        assertThat(stateAfter(
                        GRACE.plusSeconds(1),
                        new JobStatusBuilder().withActive(1).withReady(1).build()))
                .isEqualTo(new JobState.Running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SuccessCriteriaMet", "FailureTarget"})
    void aJobWhosePodsAreBeingEndedIsRunning(String condition) {
        assertThat(stateAfter(
                        GRACE.plusSeconds(1),
                        condition(condition, "Test")
                                .withReady(0)
                                .withTerminating(1)
                                .build()))
                .isEqualTo(new JobState.Running());
    }

    @Test
    void aJobThatCompletedIsJudgedByWhatItsEpisodeSays() {
        assertThat(stateAfter(
                        Duration.ZERO,
                        condition("Complete", "CompletionsReached").build()))
                .isEqualTo(new JobState.Failed("its Job completed and recorded nothing"));
    }

    private JobState.Unscheduled waiting() {
        return (JobState.Unscheduled) stateAfter(GRACE.plusSeconds(1), new JobStatus());
    }

    private PodBuilder podOfAge(Duration age) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withCreationTimestamp(clock.instant().minus(age).toString())
                .endMetadata();
    }

    private static PodStatus notScheduled() {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/3 nodes are available: 3 Insufficient cpu.")
                .endCondition()
                .build();
    }

    private static PodStatus waiting(String reason, @Nullable String message) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addNewContainerStatus()
                .withNewState()
                .withNewWaiting(message, reason)
                .endState()
                .endContainerStatus()
                .build();
    }

    @Test
    void aPodThatNoNodeTakesIsToldInTheSchedulersWords() {
        JobState.Unscheduled waiting = waiting();

        assertThat(job.explain(
                        waiting,
                        List.of(podOfAge(GRACE.plusSeconds(1))
                                .withStatus(notScheduled())
                                .build())))
                .isInstanceOfSatisfying(JobState.Unscheduled.class, told -> {
                    assertThat(told.obstacle().reason()).isEqualTo(Reason.NO_NODE);
                    assertThat(told.obstacle().fault()).contains("3 Insufficient cpu.");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "ImagePullBackOff, Back-off pulling image, IMAGE",
        "ErrImagePull, not found, IMAGE",
        "CreateContainerConfigError, configmap driftway not found, CONFIGURATION",
        "ContainerCreating, , NOT_STARTED",
    })
    void aContainerThatWaitsIsToldWithItsReason(String kubelet, @Nullable String message, Reason reason) {
        JobState.Unscheduled waiting = waiting();

        assertThat(job.explain(
                        waiting,
                        List.of(podOfAge(GRACE.plusSeconds(1))
                                .withStatus(waiting(kubelet, message))
                                .build())))
                .isInstanceOfSatisfying(JobState.Unscheduled.class, told -> {
                    assertThat(told.obstacle().reason()).isEqualTo(reason);
                    assertThat(told.obstacle().fault()).startsWith(kubelet);
                });
    }

    @Test
    void aPodThatRunsIsWaitedFor() {
        JobState.Unscheduled waiting = waiting();

        assertThat(job.explain(
                        waiting,
                        List.of(podOfAge(Duration.ofHours(1))
                                .withNewStatus()
                                .withPhase("Running")
                                .endStatus()
                                .build())))
                .isEqualTo(new JobState.Running());
    }

    /** The Job is old by now, and its second pod is not. */
    @Test
    void aPodThatFollowsOneThatFailedHasItsOwnGrace() {
        JobState.Unscheduled waiting = waiting();
        Pod failed = podOfAge(Duration.ofHours(1))
                .withNewStatus()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withFinishedAt(clock.instant().minusSeconds(30).toString())
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        Pod second = podOfAge(Duration.ofSeconds(20))
                .withStatus(waiting("ContainerCreating", null))
                .build();

        assertThat(job.explain(waiting, List.of(failed))).isEqualTo(new JobState.Running());
        assertThat(job.explain(waiting, List.of(failed, second))).isEqualTo(new JobState.Running());
    }

    @Test
    void aJobWithoutAnyPodKeepsItsOwnWord() {
        JobState.Unscheduled waiting = waiting();

        assertThat(job.explain(waiting, List.of())).isEqualTo(waiting);
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
