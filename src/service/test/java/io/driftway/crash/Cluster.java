package io.driftway.crash;

import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.kubernetes.RetrainJob;
import io.driftway.support.ShippedTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Jobs by name: a second one of a name is refused, as the API server refuses it; one that was killed is run again. */
final class Cluster {

    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Set<String> finished = new HashSet<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final RetrainJob describer;
    private final Clock clock;

    Cluster(Clock clock) {
        this.clock = clock;
        this.describer =
                new RetrainJob("driftway-retrain", ShippedTemplate.yaml(), null, Duration.ofMinutes(10), clock);
    }

    /** What {@code launch-kubernetes} does: creates the Job, or finds that it is there. */
    void launch(Episode episode, Wire.Cut cut) {
        launch(episode, RetrainJob.name(episode), cut);
    }

    @SuppressWarnings("unchecked")
    void launch(Episode episode, String name, Wire.Cut cut) {
        Exchange exchange = new DefaultExchange(camel);
        describer.describe(episode, exchange);
        Map<String, String> labels =
                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_LABELS, Map.class);
        Map<String, String> annotations =
                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, Map.class);
        cut.at("post job", false);
        Job there = jobs.putIfAbsent(
                name,
                new JobBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .withCreationTimestamp(clock.instant().toString())
                        .endMetadata()
                        .withSpec(
                                exchange.getMessage().getHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, JobSpec.class))
                        .build());
        cut.at("post job", true);
        if (there != null && describer.existing(episode, there) instanceof JobState.Refused) {
            throw new IllegalStateException("a foreign Job has the name " + name);
        }
    }

    List<Job> jobs() {
        return List.copyOf(jobs.values());
    }

    boolean isIdle() {
        return finished.containsAll(jobs.keySet());
    }

    /** Runs each Job that has not finished, with the id of its episode. */
    void run(Consumer<String> trainer) {
        for (Job job : jobs()) {
            String name = job.getMetadata().getName();
            if (!finished.contains(name)) {
                try {
                    trainer.accept(job.getMetadata().getAnnotations().get("driftway.io/episode"));
                } catch (IllegalArgumentException refused) {
                    // Its exit code says so; the Job has failed.
                }
                finished.add(name);
            }
        }
    }
}
