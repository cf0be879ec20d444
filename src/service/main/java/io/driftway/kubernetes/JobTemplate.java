package io.driftway.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The retraining Job as the suspended CronJob describes it: reviewed with the manifests, and copied. */
final class JobTemplate {

    private static final String CONTAINER = "retrain";

    private final JobSpec spec;
    private final Map<String, String> labels = new HashMap<>();

    /**
     * @param manifest the CronJob's YAML
     * @param image goes before the manifest's image of the container {@code retrain}, where it is given
     * @throws IllegalArgumentException if the manifest is no CronJob, or has nothing that ends and removes a Job of it
     */
    JobTemplate(String manifest, @Nullable String image) {
        CronJob cronJob = parse(manifest);
        JobTemplateSpec template =
                cronJob.getSpec() == null ? null : cronJob.getSpec().getJobTemplate();
        if (template == null || template.getSpec() == null || template.getSpec().getTemplate() == null) {
            throw new IllegalArgumentException("the retraining template has no spec.jobTemplate.spec.template");
        }
        require("backoffLimit", template.getSpec().getBackoffLimit());
        require("activeDeadlineSeconds", template.getSpec().getActiveDeadlineSeconds());
        require("ttlSecondsAfterFinished", template.getSpec().getTtlSecondsAfterFinished());
        this.spec = copy(template.getSpec());
        Container trainer = trainer(spec);
        if (image != null && !image.isBlank()) {
            trainer.setImage(image);
        }
        addLabels(cronJob.getMetadata());
        addLabels(template.getMetadata());
    }

    private static CronJob parse(String manifest) {
        try {
            return Serialization.unmarshal(manifest, CronJob.class);
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException("the retraining template is no CronJob manifest", malformed);
        }
    }

    private static void require(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("the retraining template has no spec.jobTemplate.spec." + field
                    + "; without it a Job can hang or stay for ever");
        }
    }

    private void addLabels(@Nullable ObjectMeta metadata) {
        if (metadata != null && metadata.getLabels() != null) {
            labels.putAll(metadata.getLabels());
        }
    }

    Map<String, String> labels() {
        return Map.copyOf(labels);
    }

    String image() {
        return String.valueOf(trainer(spec).getImage());
    }

    /** A copy whose trainer has these variables too. A variable of the template that has the same name gives way. */
    JobSpec with(Map<String, String> variables) {
        JobSpec copy = copy(spec);
        List<EnvVar> environment = trainer(copy).getEnv();
        environment.removeIf(variable -> variables.containsKey(variable.getName()));
        variables.forEach((name, value) -> environment.add(new EnvVar(name, value, null)));
        return copy;
    }

    private static Container trainer(JobSpec spec) {
        return spec.getTemplate().getSpec().getContainers().stream()
                .filter(container -> CONTAINER.equals(container.getName()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the retraining template has no container named " + CONTAINER));
    }

    private static JobSpec copy(JobSpec spec) {
        return Serialization.clone(new JobSpecBuilder(spec).build());
    }
}
