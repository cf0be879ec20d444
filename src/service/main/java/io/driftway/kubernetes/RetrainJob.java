package io.driftway.kubernetes;

import io.driftway.core.batch.Sha256;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.Obstacle;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Job of an episode, copied from the template of the suspended CronJob. Its name, labels, annotations and two environment variables are
 * the episode's; the rest was reviewed with the manifest. Nothing that a blob can hold reaches the Job but digests and a trace context, and
 * these only in their exact form.
 */
public final class RetrainJob {

    static final String EPISODE = "driftway.io/episode";
    static final String RUN = "driftway.io/run";
    static final String BATCH = "driftway.io/batch";
    static final String TRACEPARENT = "driftway.io/traceparent";
    static final String SPEC_SHA256 = "driftway.io/spec-sha256";

    private static final Logger LOG = LoggerFactory.getLogger(RetrainJob.class);

    private static final int SHORT = 16;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TRACE_CONTEXT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final String namespace;
    private final JobTemplate template;
    private final Obstacles obstacles;
    private final Duration grace;
    private final Clock clock;

    /**
     * @param namespace where Jobs are created
     * @param manifest the CronJob's YAML
     * @param image goes before the manifest's image of the container {@code retrain}, where it is given
     * @param grace how long a Job may be without a pod that runs before it is told
     * @throws IllegalArgumentException if the manifest describes no Job that ends by itself
     */
    public RetrainJob(String namespace, String manifest, @Nullable String image, Duration grace, Clock clock) {
        this.namespace = namespace;
        this.template = new JobTemplate("retraining", "retrain", manifest, image);
        this.obstacles = new Obstacles(namespace);
        this.grace = grace;
        this.clock = clock;
    }

    /** The trainer's. */
    public String image() {
        return template.image();
    }

    /** The same for every replica and every repeat, so that "exists already" means "done already". */
    public static String name(Episode episode) {
        return "driftway-retrain-" + shortId(episode) + "-" + episode.run();
    }

    /** The first digits of the episode's id: a label holds 63 characters, one fewer than the id has. */
    private static String shortId(Episode episode) {
        if (!DIGEST.matcher(episode.episodeId()).matches()) {
            throw new IllegalArgumentException(
                    "an episode's id is 64 hex digits, got a record whose id is something else");
        }
        return episode.episodeId().substring(0, SHORT);
    }

    /** Sets what the {@code kubernetes-job} endpoint's {@code createJob} needs. */
    public void describe(Episode episode, Exchange exchange) {
        String name = name(episode);
        JobSpec spec = spec(episode);

        Map<String, String> labels = new LinkedHashMap<>(template.labels());
        labels.put("app.kubernetes.io/managed-by", "driftway");
        labels.put(EPISODE, shortId(episode));
        labels.put(RUN, Integer.toString(episode.run()));

        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(EPISODE, episode.episodeId());
        put(annotations, BATCH, exact(DIGEST, episode.batchId()));
        put(annotations, TRACEPARENT, traceparent(episode));
        annotations.put(SPEC_SHA256, sha256(spec));

        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_NAME, name);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, spec);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_LABELS, labels);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, annotations);
    }

    private JobSpec spec(Episode episode) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DRIFTWAY_EPISODE", episode.episodeId());
        put(variables, "TRACEPARENT", traceparent(episode));
        return template.with(variables);
    }

    private static @Nullable String traceparent(Episode episode) {
        return exact(TRACE_CONTEXT, episode.traceparent());
    }

    private static @Nullable String exact(Pattern form, @Nullable String value) {
        return value != null && form.matcher(value).matches() ? value : null;
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /**
     * Looks at the Job that has the name of this episode's Job, just created or found. The Job is ours if it names the episode, whatever template and image it was
     * made from: they may have changed since.
     *
     * @param existing null if it is gone again
     */
    public JobState existing(Episode episode, @Nullable Job existing) {
        if (existing == null) {
            return new JobState.Refused(new Obstacle(
                    Obstacle.Reason.CONFLICT,
                    "a Job named " + name(episode) + " blocked the new Job, and was deleted meanwhile",
                    "nothing; Driftway tries again by itself"));
        }
        Map<String, String> annotations = existing.getMetadata().getAnnotations();
        if (annotations == null || !episode.episodeId().equals(annotations.get(EPISODE))) {
            return new JobState.Refused(new Obstacle(
                    Obstacle.Reason.CONFLICT,
                    "a Job named " + name(episode) + " exists and does not belong to the episode",
                    "kubectl -n " + namespace + " delete job " + name(episode)
                            + "; Driftway then creates the right one"));
        }
        if (!sha256(spec(episode)).equals(annotations.get(SPEC_SHA256))) {
            LOG.atInfo()
                    .addKeyValue("episode", episode.episodeId())
                    .addKeyValue("job", name(episode))
                    .log(
                            "the Job was created from a different template or image than the current one; it runs unchanged");
        }
        return new JobState.Running();
    }

    /** Returns what the API server did not do, and why. A failure that is none of its answers is thrown on. */
    public JobState refused(Exchange exchange) throws Exception {
        return new JobState.Refused(obstacles.of(answer(exchange)));
    }

    /** Returns if the Job could not be created because one of its name is there. Any other failure is thrown on. */
    public void isThere(Exchange exchange) throws Exception {
        KubernetesClientException answer = answer(exchange);
        if (answer.getCode() != HttpURLConnection.HTTP_CONFLICT) {
            throw answer;
        }
    }

    /** Returns the Job's own word where its pods could not be listed. A failure that is no answer of the API server is thrown on. */
    public JobState unexplained(JobState.Unscheduled waiting, Exchange exchange) throws Exception {
        answer(exchange);
        return waiting;
    }

    private static KubernetesClientException answer(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        KubernetesClientException answer = ObjectHelper.getException(KubernetesClientException.class, failure);
        if (answer == null) {
            throw failure;
        }
        return answer;
    }

    /**
     * Returns how the Job stands, by its own status. A Job that is gone, and one that completed, failed unless its episode has ended: the trainer
     * records the end before it exits, and whoever notes the failure reads the episode anew. {@link #explain} tells why one has no pod that runs.
     */
    public JobState state(@Nullable Job job) {
        if (job == null) {
            return new JobState.Failed("its Job is gone and left no result");
        }
        JobStatus status = job.getStatus();
        Optional<JobCondition> failed = condition(status, "Failed");
        if (failed.isPresent()) {
            return new JobState.Failed("its Job failed: " + failed.get().getReason());
        }
        if (condition(status, "Complete").isPresent()) {
            return new JobState.Failed("its Job completed and recorded nothing");
        }
        Duration since = since(job.getMetadata().getCreationTimestamp());
        if (isReady(status) || isEnding(status) || since.compareTo(grace) <= 0) {
            return new JobState.Running();
        }
        String name = job.getMetadata().getName();
        return new JobState.Unscheduled(
                since,
                condition(status, "Suspended").isPresent()
                        ? new Obstacle(
                                Obstacle.Reason.NO_POD,
                                "its Job is suspended",
                                "see who suspended it: kubectl -n " + namespace + " describe job " + name)
                        : new Obstacle(
                                Obstacle.Reason.NO_POD,
                                "its Job has no pod that runs: a quota that is used up, pod security, or a pod that cannot start",
                                "the events say why: kubectl -n " + namespace + " describe job " + name));
    }

    /** Counts a pod that has started; a pod that only exists is {@code active}, and not ready. */
    private static boolean isReady(@Nullable JobStatus status) {
        return status != null && status.getReady() != null && status.getReady() > 0;
    }

    /** Its end is decided, and its pods are still being ended; only then come Complete and Failed. */
    private static boolean isEnding(@Nullable JobStatus status) {
        return condition(status, "SuccessCriteriaMet").isPresent()
                || condition(status, "FailureTarget").isPresent();
    }

    /** Sets what the {@code kubernetes-pods} endpoint's {@code listPodsByLabels} needs to find the pods of this episode's Job. */
    public void describePods(Episode episode, Exchange exchange) {
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage()
                .setHeader(
                        KubernetesConstants.KUBERNETES_PODS_LABELS,
                        Map.of("batch.kubernetes.io/job-name", name(episode)));
    }

    /**
     * Tells why the newest pod of a waiting Job does not run. A pod that is younger than the grace, or follows one that ended less than that ago,
     * is given time: the Job then counts as running.
     */
    public JobState explain(JobState.Unscheduled waiting, List<Pod> pods) {
        if (pods.isEmpty()) {
            return waiting;
        }
        if (pods.stream().anyMatch(RetrainJob::runs)) {
            return new JobState.Running();
        }
        Pod newest =
                pods.stream().max(Comparator.comparing(RetrainJob::changed)).orElseThrow();
        Duration since = since(changed(newest));
        if (since.compareTo(grace) <= 0) {
            return new JobState.Running();
        }
        return new JobState.Unscheduled(since, obstacles.of(newest));
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus() != null
                && Set.of("Running", "Succeeded").contains(pod.getStatus().getPhase());
    }

    /** When the newest thing happened to a pod that counts for the wait of its Job: it was created, or a container of it ended. */
    private static String changed(Pod pod) {
        Stream<String> ends = pod.getStatus() == null
                ? Stream.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status ->
                                status.getState() != null && status.getState().getTerminated() != null)
                        .map(status -> status.getState().getTerminated().getFinishedAt())
                        .filter(Objects::nonNull);
        return Stream.concat(Stream.of(pod.getMetadata().getCreationTimestamp()), ends)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Duration since(String timestamp) {
        return Duration.between(Instant.parse(timestamp), clock.instant());
    }

    private static Optional<JobCondition> condition(@Nullable JobStatus status, String type) {
        return status == null
                ? Optional.empty()
                : status.getConditions().stream()
                        .filter(c -> c.getType().equals(type) && c.getStatus().equals("True"))
                        .findFirst();
    }

    private static String sha256(JobSpec spec) {
        return Sha256.of(Serialization.asJson(spec));
    }
}
