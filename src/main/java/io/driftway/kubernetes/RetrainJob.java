package io.driftway.kubernetes;

import io.driftway.core.batch.Sha256;
import io.driftway.core.retrain.Episode;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.jspecify.annotations.Nullable;

/**
 * The Job of an episode, made from the template of the suspended CronJob. Nothing but the episode's id, its run and its trace varies: the
 * rest was reviewed with the manifest.
 */
public final class RetrainJob {

    static final String SPEC_SHA256 = "driftway.io/spec-sha256";

    private static final int SHORT = 16;

    private final String namespace;
    private final CronJob template;

    /** @param manifest the CronJob's YAML */
    public RetrainJob(String namespace, String manifest) {
        this.namespace = namespace;
        this.template = Serialization.unmarshal(manifest, CronJob.class);
        if (template.getSpec() == null || template.getSpec().getJobTemplate() == null) {
            throw new IllegalArgumentException("the retraining template has no spec.jobTemplate");
        }
    }

    /** The same for every replica and every repeat, so that "exists already" means "done already". */
    public static String name(Episode episode) {
        return "driftway-retrain-" + episode.episodeId().substring(0, SHORT) + "-" + episode.run();
    }

    /** Sets what the {@code kubernetes-job} endpoint's {@code createJob} needs. */
    public void describe(Episode episode, Exchange exchange) {
        JobSpec spec = spec(episode);
        Map<String, String> annotations = new HashMap<>();
        annotations.put("driftway.io/episode", episode.episodeId());
        annotations.put(SPEC_SHA256, sha256(spec));
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_NAME, name(episode));
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, spec);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_LABELS, labels());
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, annotations);
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

    /** Why the Job has failed, or nothing while it may still succeed. A Job that is not there any more failed unless its episode ended. */
    public static @Nullable String failure(@Nullable Job job) {
        if (job == null) {
            return "its Job is gone and left no result";
        }
        if (job.getStatus() == null) {
            return null;
        }
        return job.getStatus().getConditions().stream()
                .filter(c -> c.getType().equals("Failed") && c.getStatus().equals("True"))
                .map(c -> "its Job failed: " + c.getReason())
                .findFirst()
                .orElse(null);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
            labels.putAll(template.getMetadata().getLabels());
        }
        labels.put("app.kubernetes.io/managed-by", "driftway");
        return labels;
    }

    private JobSpec spec(Episode episode) {
        JobSpecBuilder spec =
                new JobSpecBuilder(template.getSpec().getJobTemplate().getSpec());
        spec.editTemplate()
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("DRIFTWAY_EPISODE")
                .withValue(episode.episodeId())
                .endEnv()
                .addNewEnv()
                .withName("TRACEPARENT")
                .withValue(episode.traceparent() == null ? "" : episode.traceparent())
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate();
        return spec.build();
    }

    private static String sha256(JobSpec spec) {
        return Sha256.of(Serialization.asJson(spec));
    }
}
