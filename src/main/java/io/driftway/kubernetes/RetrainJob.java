package io.driftway.kubernetes;

import io.driftway.core.batch.Sha256;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.jspecify.annotations.Nullable;

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

    private static final int SHORT = 16;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TRACE_CONTEXT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final String namespace;
    private final JobTemplate template;
    private final Duration grace;
    private final Clock clock;

    /**
     * @param namespace where Jobs are created
     * @param manifest the CronJob's YAML
     * @param image goes before the manifest's image of the container {@code retrain}, where it is given
     * @param grace how long a Job may be without a pod before it is told
     * @throws IllegalArgumentException if the manifest describes no Job that ends by itself
     */
    public RetrainJob(String namespace, String manifest, @Nullable String image, Duration grace, Clock clock) {
        this.namespace = namespace;
        this.template = new JobTemplate(manifest, image);
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
        String traceparent = exact(TRACE_CONTEXT, episode.traceparent());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DRIFTWAY_EPISODE", episode.episodeId());
        put(variables, "TRACEPARENT", traceparent);
        JobSpec spec = template.with(variables);

        Map<String, String> labels = new LinkedHashMap<>(template.labels());
        labels.put("app.kubernetes.io/managed-by", "driftway");
        labels.put(EPISODE, shortId(episode));
        labels.put(RUN, Integer.toString(episode.run()));

        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(EPISODE, episode.episodeId());
        put(annotations, BATCH, exact(DIGEST, episode.batchId()));
        put(annotations, TRACEPARENT, traceparent);
        annotations.put(SPEC_SHA256, sha256(spec));

        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_NAME, name);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, spec);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_LABELS, labels);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, annotations);
    }

    private static @Nullable String exact(Pattern form, @Nullable String value) {
        return value != null && form.matcher(value).matches() ? value : null;
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** A Job of this name exists: that is success when it was made from the same spec, and a conflict for a person otherwise. */
    public void expectSame(Job existing, Exchange exchange) {
        JobSpec wanted = exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, JobSpec.class);
        Map<String, String> annotations = existing.getMetadata().getAnnotations();
        if (annotations == null || !sha256(wanted).equals(annotations.get(SPEC_SHA256))) {
            throw new IllegalStateException(
                    "a Job named " + existing.getMetadata().getName()
                            + " exists and is not ours; delete it, and the next tick creates the right one");
        }
    }

    /**
     * How the Job stands. A quota that is used up or a pod that the namespace's security level refuses shows neither in the answer to the
     * creation nor in the Job's conditions, only in events: the Job is there and never gets a pod. A Job that is not there any more failed,
     * unless its episode ended.
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
        Duration since = Duration.between(Instant.parse(job.getMetadata().getCreationTimestamp()), clock.instant());
        if (hasHadPods(status) || condition(status, "Complete").isPresent() || since.compareTo(grace) <= 0) {
            return new JobState.Running();
        }
        return new JobState.Unscheduled(
                since,
                "the events say why: kubectl -n " + namespace + " describe job "
                        + job.getMetadata().getName());
    }

    private static boolean hasHadPods(@Nullable JobStatus status) {
        return status != null
                && (some(status.getActive())
                        || some(status.getSucceeded())
                        || some(status.getFailed())
                        || some(status.getTerminating()));
    }

    private static boolean some(@Nullable Integer pods) {
        return pods != null && pods > 0;
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
