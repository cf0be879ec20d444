package io.driftway.support;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The suspended CronJob of {@code k8s/base}, of which retraining Jobs are copies. */
public final class ShippedTemplate {

    private ShippedTemplate() {}

    public static String yaml() {
        try {
            return Files.readString(Path.of("k8s", "base", "retrain", "cronjob.yaml"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What {@code kubectl create job --from=cronjob/driftway-retrain} would make. */
    public static Job job() {
        CronJob cronJob = Serialization.unmarshal(yaml(), CronJob.class);
        return new JobBuilder()
                .withMetadata(cronJob.getMetadata())
                .withSpec(cronJob.getSpec().getJobTemplate().getSpec())
                .build();
    }
}
