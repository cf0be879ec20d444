package io.driftway.kubernetes;

import io.driftway.core.Causes;
import io.driftway.core.batch.BlobVersion;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Job that counts a batch on Spark, copied from the template of a suspended CronJob. Of the batch it is told its id alone: nothing that a blob can hold reaches the Job. While a Job of the
 * batch is there, or has failed and is not removed yet, no other is made.
 */
public final class CountJob {

    static final String BATCH = "driftway.io/batch";

    /** The environment variable that says which batch is to be counted. */
    static final String VARIABLE = "DRIFTWAY_BATCH_ID";

    private static final Logger LOG = LoggerFactory.getLogger(CountJob.class);
    private static final int SHORT = 16;

    private final String namespace;
    private final JobTemplate template;
    private final Supplier<String> champion;

    /**
     * @param namespace where Jobs are created
     * @param manifest the CronJob's YAML
     * @param image goes before the manifest's image of the container {@code count}, where it is given
     * @param champion the id of the model in service
     * @throws IllegalArgumentException if the manifest describes no Job that ends by itself
     */
    public CountJob(String namespace, String manifest, @Nullable String image, Supplier<String> champion) {
        this.namespace = namespace;
        this.champion = champion;
        this.template = new JobTemplate("counting", "count", manifest, image);
    }

    /** The same for every replica and every repeat, so that "exists already" means "asked already". A champion that is new has the batch counted anew. */
    static String name(BlobVersion blob, String model) {
        return "driftway-count-" + blob.batchId().substring(0, SHORT) + "-" + model.substring(0, SHORT);
    }

    static Map<String, String> labels(BlobVersion blob) {
        return Map.of(
                "app.kubernetes.io/managed-by",
                "driftway",
                BATCH,
                blob.batchId().substring(0, SHORT));
    }

    /** Sets what the {@code kubernetes-job} endpoint's {@code createJob} needs. */
    public void describe(BlobVersion blob, Exchange exchange) {
        Map<String, String> labels = new LinkedHashMap<>(template.labels());
        labels.putAll(labels(blob));
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_NAME, name(blob, champion.get()));
        exchange.getMessage()
                .setHeader(KubernetesConstants.KUBERNETES_JOB_SPEC, template.with(Map.of(VARIABLE, blob.batchId())));
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_LABELS, labels);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_JOB_ANNOTATIONS, Map.of(BATCH, blob.batchId()));
    }

    /** Says why the Job could not be created, unless one of its name is there. The service asks again. */
    public void refused(Exchange exchange) {
        tell(exchange, namespace, "Job");
    }

    static void tell(Exchange exchange, String namespace, String what) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        BlobVersion blob = exchange.getProperty("blob", BlobVersion.class);
        KubernetesClientException answer = ObjectHelper.getException(KubernetesClientException.class, failure);
        if (answer != null && answer.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            LOG.atInfo()
                    .addKeyValue("batch", blob.batchId())
                    .log("a large batch waits for its " + what + ", which is there already");
        } else {
            LOG.atError()
                    .addKeyValue("batch", blob.batchId())
                    .addKeyValue(
                            "cause",
                            Causes.root(answer == null ? failure : answer).getMessage())
                    .addKeyValue(
                            "remedy",
                            "see that namespace " + namespace + " is there, that the monitor may create a " + what
                                    + " in it, and that the manifest of driftway.spark.template is valid")
                    .log("a large batch waits, because its " + what + " cannot be created; it is tried again");
        }
    }
}
