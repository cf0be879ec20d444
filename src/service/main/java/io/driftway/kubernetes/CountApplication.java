package io.driftway.kubernetes;

import io.driftway.core.batch.BlobVersion;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.jspecify.annotations.Nullable;

/**
 * The SparkApplication that counts a batch where Kubeflow's Spark operator runs applications, copied from a manifest. It is told of the batch what {@link CountJob} is told: its id.
 */
public final class CountApplication {

    private static final String GROUP = "sparkoperator.k8s.io";
    private static final String PLURAL = "sparkapplications";
    private static final String KIND = "SparkApplication";

    private final String namespace;
    private final String manifest;
    private final @Nullable String image;
    private final Supplier<String> champion;

    /**
     * @param namespace where applications are created
     * @param manifest of the application, as YAML
     * @param image goes before the manifest's, where it is given
     * @param champion the id of the model in service
     * @throws IllegalArgumentException if the manifest is none of a SparkApplication with a driver
     */
    public CountApplication(String namespace, String manifest, @Nullable String image, Supplier<String> champion) {
        this.champion = champion;
        this.namespace = namespace;
        this.manifest = manifest;
        this.image = image;
        driver(parse());
    }

    private GenericKubernetesResource parse() {
        GenericKubernetesResource parsed;
        try {
            parsed = Serialization.unmarshal(manifest, GenericKubernetesResource.class);
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException("it is no manifest of a " + KIND, malformed);
        }
        if (!KIND.equals(parsed.getKind())
                || !String.valueOf(parsed.getApiVersion()).startsWith(GROUP + "/")) {
            throw new IllegalArgumentException("it must be a " + KIND + " of " + GROUP + ", got " + parsed.getKind()
                    + " of " + parsed.getApiVersion());
        }
        return parsed;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(GenericKubernetesResource application) {
        if (application.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec) {
            return (Map<String, Object>) spec;
        }
        throw new IllegalArgumentException("it has no spec");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> driver(GenericKubernetesResource application) {
        if (spec(application).get("driver") instanceof Map<?, ?> driver) {
            return (Map<String, Object>) driver;
        }
        throw new IllegalArgumentException("it has no spec.driver");
    }

    /** Sets what the {@code kubernetes-custom-resources} endpoint's {@code createCustomResource} needs. */
    public void describe(BlobVersion blob, Exchange exchange) {
        GenericKubernetesResource application = parse();
        Map<String, String> labels = new HashMap<>();
        if (application.getMetadata().getLabels() != null) {
            labels.putAll(application.getMetadata().getLabels());
        }
        labels.putAll(CountJob.labels(blob));
        application.getMetadata().setName(CountJob.name(blob, champion.get()));
        application.getMetadata().setNamespace(namespace);
        application.getMetadata().setLabels(labels);
        application.getMetadata().setAnnotations(Map.of(CountJob.BATCH, blob.batchId()));
        Map<String, Object> driver = driver(application);
        List<Object> variables = driver.get("env") instanceof List<?> own ? new ArrayList<>(own) : new ArrayList<>();
        variables.add(Map.of("name", CountJob.VARIABLE, "value", blob.batchId()));
        driver.put("env", variables);
        if (image != null && !image.isBlank()) {
            spec(application).put("image", image);
        }
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_NAMESPACE_NAME, namespace);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_CRD_NAME, PLURAL + "." + GROUP);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_CRD_GROUP, GROUP);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_CRD_SCOPE, "Namespaced");
        exchange.getMessage()
                .setHeader(
                        KubernetesConstants.KUBERNETES_CRD_VERSION,
                        application.getApiVersion().substring(GROUP.length() + 1));
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_CRD_PLURAL, PLURAL);
        exchange.getMessage().setHeader(KubernetesConstants.KUBERNETES_CRD_INSTANCE, Serialization.asJson(application));
    }

    /** Says why the application could not be created. The service asks again. */
    public void refused(Exchange exchange) {
        CountJob.tell(exchange, namespace, KIND);
    }
}
