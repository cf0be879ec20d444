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

/** A Job as the suspended CronJob describes it: reviewed with the manifests, and copied. */
final class JobTemplate {

    private final String what;
    private final String container;
    private final JobSpec spec;
    private final Map<String, String> labels = new HashMap<>();

    /**
     * @param what it is the template of, for messages
     * @param container the name of the one that does it
     * @param manifest the CronJob's YAML
     * @param image goes before the manifest's image of that container, where it is given
     * @throws IllegalArgumentException if the manifest is no CronJob, or has nothing that ends and removes a Job of it
     */
    JobTemplate(String what, String container, String manifest, @Nullable String image) {
        this.what = what;
        this.container = container;
        CronJob cronJob = parse(manifest);
        JobTemplateSpec template =
                cronJob.getSpec() == null ? null : cronJob.getSpec().getJobTemplate();
        if (template == null || template.getSpec() == null || template.getSpec().getTemplate() == null) {
            throw new IllegalArgumentException("the " + what + " template has no spec.jobTemplate.spec.template");
        }
        require("backoffLimit", template.getSpec().getBackoffLimit());
        require("activeDeadlineSeconds", template.getSpec().getActiveDeadlineSeconds());
        require("ttlSecondsAfterFinished", template.getSpec().getTtlSecondsAfterFinished());
        this.spec = copy(template.getSpec());
        Container worker = worker(spec);
        if (image != null && !image.isBlank()) {
            worker.setImage(image);
        }
        addLabels(cronJob.getMetadata());
        addLabels(template.getMetadata());
    }

    private CronJob parse(String manifest) {
        try {
            return Serialization.unmarshal(manifest, CronJob.class);
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException("the " + what + " template is no CronJob manifest", malformed);
        }
    }

    private void require(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("the " + what + " template has no spec.jobTemplate.spec." + field
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
        return String.valueOf(worker(spec).getImage());
    }

    /** A copy whose container has these variables too. A variable of the template that has the same name gives way. */
    JobSpec with(Map<String, String> variables) {
        JobSpec copy = copy(spec);
        List<EnvVar> environment = worker(copy).getEnv();
        environment.removeIf(variable -> variables.containsKey(variable.getName()));
        variables.forEach((name, value) -> environment.add(new EnvVar(name, value, null)));
        return copy;
    }

    private Container worker(JobSpec spec) {
        return spec.getTemplate().getSpec().getContainers().stream()
                .filter(one -> container.equals(one.getName()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the " + what + " template has no container named " + container));
    }

    private static JobSpec copy(JobSpec spec) {
        return Serialization.clone(new JobSpecBuilder(spec).build());
    }
}
