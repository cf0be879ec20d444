package io.driftway.kubernetes;

import io.driftway.core.Causes;
import io.driftway.core.retrain.Obstacle;
import io.driftway.core.retrain.Obstacle.Reason;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API server's answers and the status of a pod say about why a trainer does not run. */
final class Obstacles {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final String namespace;

    Obstacles(String namespace) {
        this.namespace = namespace;
    }

    /** Why the API server did not do what it was asked for. */
    Obstacle of(KubernetesClientException failure) {
        String said = said(failure);
        return switch (failure.getCode()) {
            case UNAUTHORIZED ->
                new Obstacle(
                        Reason.UNAUTHORIZED,
                        said,
                        "check that the service account driftway-monitor and its token exist; a new pod gets a new token");
            case FORBIDDEN ->
                said.contains("exceeded quota")
                        ? new Obstacle(
                                Reason.QUOTA,
                                said,
                                "raise the quota of namespace " + namespace + ", or delete Jobs that have ended")
                        : new Obstacle(
                                Reason.FORBIDDEN,
                                said,
                                "bind the Role of k8s/base/monitor to the monitor's account; driftway doctor shows what is missing");
            case NOT_FOUND ->
                new Obstacle(
                        Reason.NO_NAMESPACE,
                        said,
                        "create namespace " + namespace + ", or name another one by driftway.retrain.namespace");
            case TIMEOUT, TOO_MANY -> unanswered(said);
            default ->
                failure.getCode() >= CLIENT_ERROR && failure.getCode() < SERVER_ERROR
                        ? new Obstacle(
                                Reason.INVALID,
                                said,
                                "correct k8s/base/retrain/cronjob.yaml, or the settings driftway.retrain.template and image")
                        : unanswered(said);
        };
    }

    private static Obstacle unanswered(String said) {
        return new Obstacle(
                Reason.UNANSWERED,
                said,
                "see whether the API server is up and the monitor's NetworkPolicy lets it through; it is asked again by itself");
    }

    /** The API server's own words where it had any. */
    private static String said(KubernetesClientException failure) {
        String message =
                failure.getStatus() == null ? null : failure.getStatus().getMessage();
        if (message != null && !message.isBlank()) {
            return failure.getCode() + ": " + message;
        }
        if (failure.getCode() > 0) {
            return "the API server answered " + failure.getCode();
        }
        Throwable root = Causes.root(failure);
        return "no answer: " + root.getClass().getSimpleName() + " " + root.getMessage();
    }

    /** Why this pod does not run. */
    Obstacle of(Pod pod) {
        String describe =
                "kubectl -n " + namespace + " describe pod " + pod.getMetadata().getName() + " shows its events";
        return unschedulable(pod.getStatus())
                .map(why -> new Obstacle(
                        Reason.NO_NODE,
                        "no node takes the pod: " + why,
                        "add a node that has room for it, or lower the requests in k8s/base/retrain/cronjob.yaml"))
                .or(() -> waiting(pod.getStatus()).map(waiting -> of(waiting, describe)))
                .orElseGet(() -> new Obstacle(Reason.NOT_STARTED, "its pod does not start", describe));
    }

    private static Obstacle of(ContainerStateWaiting waiting, String describe) {
        String reason = String.valueOf(waiting.getReason());
        String fault = waiting.getMessage() == null ? reason : reason + ": " + waiting.getMessage();
        return switch (reason) {
            case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable" ->
                new Obstacle(
                        Reason.IMAGE,
                        fault,
                        "push the image, or correct driftway.retrain.image, and see whether the nodes may pull from its registry");
            case "CreateContainerConfigError" ->
                new Obstacle(
                        Reason.CONFIGURATION,
                        fault,
                        "apply the manifests again with kubectl apply -k; they contain the ConfigMaps that the container refers to");
            default -> new Obstacle(Reason.NOT_STARTED, fault, describe);
        };
    }

    private static Optional<String> unschedulable(@Nullable PodStatus status) {
        return status == null
                ? Optional.empty()
                : status.getConditions().stream()
                        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                        .findFirst()
                        .map(Obstacles::words);
    }

    private static String words(PodCondition condition) {
        return condition.getMessage() == null ? String.valueOf(condition.getReason()) : condition.getMessage();
    }

    private static Optional<ContainerStateWaiting> waiting(@Nullable PodStatus status) {
        return status == null
                ? Optional.empty()
                : Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                        .map(ContainerStatus::getState)
                        .filter(Objects::nonNull)
                        .map(ContainerState::getWaiting)
                        .filter(Objects::nonNull)
                        // An image that cannot be pulled keeps the other containers waiting, who only say that they are
                        // being created.
                        .min(Comparator.comparing(waiting -> waiting.getMessage() == null ? 1 : 0));
    }
}
