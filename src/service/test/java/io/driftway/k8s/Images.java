package io.driftway.k8s;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which images run. */
final class Images {

    /** A tag of at least two numbers, or a digest: what runs today is what runs tomorrow. */
    private static final Pattern PINNED =
            Pattern.compile("[a-z0-9./_-]+(:\\d+/[a-z0-9./_-]+)?:v?\\d+\\.\\d+[\\w.-]*(@sha256:[0-9a-f]{64})?");

    private static final String SETTING = "DRIFTWAY_RETRAIN_IMAGE";

    private Images() {}

    static List<String> thatAreNotPinned(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> pod.allContainers()
                        .filter(container -> !PINNED.matcher(
                                        container.path("image").asText())
                                .matches())
                        .map(container -> pod.say(container) + " runs \""
                                + container.path("image").asText() + "\""))
                .toList();
    }

    /** The monitor fills this image into the Jobs it makes: it must be the one that the CronJob was reviewed with. */
    static List<String> ofJobsThatTheCronJobDoesNotHave(Documents documents) {
        Set<String> reviewed = documents
                .pods()
                .filter(PodTemplate::isJob)
                .filter(pod -> pod.namespace().equals(Access.JOBS))
                .flatMap(PodTemplate::containers)
                .map(container -> container.path("image").asText())
                .collect(Collectors.toSet());
        List<String> set = documents
                .pods()
                .map(pod -> Configuration.of(documents, pod).variables().get(SETTING))
                .filter(Objects::nonNull)
                .toList();
        return set.isEmpty()
                ? List.of("nothing sets " + SETTING)
                : set.stream()
                        .filter(image -> !reviewed.equals(Set.of(image)))
                        .map(image -> SETTING + " is " + image + ", and the CronJobs run " + reviewed)
                        .toList();
    }
}
