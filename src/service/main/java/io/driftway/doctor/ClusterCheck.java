package io.driftway.doctor;

import io.driftway.core.Causes;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether the cluster lets this program create retraining Jobs and look at them and their pods. It asks for no more than an answer: nothing is created. */
public final class ClusterCheck implements Check {

    private static final String SUBJECT = "cluster";
    private static final List<Right> RIGHTS = List.of(
            new Right("create", "batch", "jobs"), new Right("get", "batch", "jobs"), new Right("list", "", "pods"));

    private record Right(String verb, String group, String resource) {

        @Override
        public String toString() {
            return verb + " " + resource;
        }
    }

    private final String namespace;
    private final Supplier<KubernetesClient> clients;

    public ClusterCheck(String namespace, Supplier<KubernetesClient> clients) {
        this.namespace = namespace;
        this.clients = clients;
    }

    @Override
    public List<Finding> look() {
        try (KubernetesClient client = clients.get()) {
            List<Right> denied =
                    RIGHTS.stream().filter(right -> !isAllowed(client, right)).toList();
            return List.of(
                    denied.isEmpty()
                            ? Finding.ok(
                                    SUBJECT,
                                    "may " + words(RIGHTS) + " in namespace " + namespace + " at "
                                            + client.getMasterUrl())
                            : Finding.fault(
                                    SUBJECT,
                                    "may not " + words(denied) + " in namespace " + namespace,
                                    "bind the Role of k8s/base/monitor to this account, or name another namespace by"
                                            + " driftway.retrain.namespace"));
        } catch (KubernetesClientException failure) {
            return List.of(Finding.fault(
                    SUBJECT,
                    "the API server gives no answer"
                            + (failure.getCode() > 0 ? " but " + failure.getCode() : ", " + cause(failure)),
                    "run this where the service runs, or say driftway.retrain.launcher=process without a cluster"));
        }
    }

    private static String cause(Throwable failure) {
        Throwable root = Causes.root(failure);
        return root.getClass().getSimpleName() + " " + String.valueOf(root.getMessage());
    }

    private static String words(List<Right> rights) {
        return rights.stream().map(Right::toString).collect(Collectors.joining(", "));
    }

    private boolean isAllowed(KubernetesClient client, Right right) {
        SelfSubjectAccessReview asked = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup(right.group())
                .withResource(right.resource())
                .withVerb(right.verb())
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        SelfSubjectAccessReview answer =
                client.authorization().v1().selfSubjectAccessReview().create(asked);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
