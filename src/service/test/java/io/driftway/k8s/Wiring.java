package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what the documents say of each other is so. Each rule gives a line for each breach of it. */
final class Wiring {

    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "Namespace",
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "PriorityClass",
            "StorageClass");

    private Wiring() {}

    static List<String> documentsInNoNamespace(Documents documents) {
        return documents.all().stream()
                .filter(document -> !OF_THE_CLUSTER.contains(document.kind()))
                .filter(document -> !documents.namespaces().contains(document.namespace()))
                .map(document -> document + " is in no namespace of ours")
                .toList();
    }

    /** Containers of ours whose spans do not say their pod, or say it by a variable that is set too late to be put in. */
    static List<String> spansFromNowhere(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> pod.containers()
                        .filter(container -> Set.of("monitor", "retrain")
                                .contains(container.path("name").asText()))
                        .filter(container -> !saysItsPod(container))
                        .map(container ->
                                pod + " " + container.path("name").asText() + " does not say which pod it is"))
                .toList();
    }

    private static boolean saysItsPod(JsonNode container) {
        Map<String, String> fields = new HashMap<>();
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            if (name.equals("OTEL_RESOURCE_ATTRIBUTES")) {
                String said = variable.path("value").asText();
                for (Map.Entry<String, String> field : fields.entrySet()) {
                    said = said.replace("$(" + field.getKey() + ")", field.getValue());
                }
                return List.of(said.split(",", -1))
                        .containsAll(List.of(
                                "service.instance.id=metadata.namespace.metadata.name."
                                        + container.path("name").asText(),
                                "k8s.namespace.name=metadata.namespace",
                                "k8s.pod.name=metadata.name",
                                "k8s.node.name=spec.nodeName"));
            }
            fields.put(name, variable.at("/valueFrom/fieldRef/fieldPath").asText());
        }
        return false;
    }

    static List<String> servicesOfNoPod(Documents documents) {
        return documents
                .of("Service")
                .flatMap(service -> {
                    List<PodTemplate> pods = selected(documents, service).toList();
                    return pods.size() == 1
                            ? Document.each(service.at("/spec/ports"))
                                    .map(port -> port.path(port.has("targetPort") ? "targetPort" : "port"))
                                    .filter(target ->
                                            pods.getFirst().port(target).isEmpty())
                                    .map(target -> service + " leads to port " + target + ", which " + pods.getFirst()
                                            + " does not have")
                            : Stream.of(service + " selects " + pods);
                })
                .toList();
    }

    static List<String> workloadsThatSelectOthers(Documents documents) {
        return documents
                .pods()
                .filter(pod -> !pod.isJob())
                .filter(pod -> !documents
                        .pods(pod.namespace(), Selector.of(pod.owner().at("/spec/selector")))
                        .map(PodTemplate::owner)
                        .toList()
                        .equals(List.of(pod.owner())))
                .map(pod -> pod + " selects other pods than its own")
                .toList();
    }

    static List<Reference> references(PodTemplate pod, String kind) {
        return Reference.of(pod)
                .filter(reference -> reference.kind().equals(kind))
                .toList();
    }

    /** Nothing is made by hand: what is not here, a pod must do without. */
    static List<String> referencesToNothing(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> Reference.of(pod)
                        .filter(reference -> !reference.optional())
                        .flatMap(reference -> missing(documents, pod, reference))
                        .map(missing -> pod + " needs " + missing))
                .distinct()
                .toList();
    }

    static List<String> mountsOfNoVolume(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> {
                    Set<String> there = Stream.concat(
                                    pod.volumes().map(volume -> volume.path("name")),
                                    Document.each(pod.owner().at("/spec/volumeClaimTemplates"))
                                            .map(claim -> claim.at("/metadata/name")))
                            .map(JsonNode::asText)
                            .collect(Collectors.toSet());
                    Set<String> mounted = pod.allContainers()
                            .flatMap(container -> Document.each(container.path("volumeMounts")))
                            .map(mount -> mount.path("name").asText())
                            .collect(Collectors.toSet());
                    return there.equals(mounted)
                            ? Stream.of()
                            : Stream.of(pod + " has the volumes " + there + " and mounts " + mounted);
                })
                .toList();
    }

    static List<String> claimsOfNothing(Documents documents) {
        Stream<String> named = documents.pods().flatMap(pod -> pod.volumes()
                .map(volume -> volume.at("/persistentVolumeClaim/claimName"))
                .filter(JsonNode::isTextual)
                .filter(claim -> documents
                        .find("PersistentVolumeClaim", pod.namespace(), claim.asText())
                        .isEmpty())
                .map(claim -> pod + " claims " + claim + ", which is not there"));
        Stream<JsonNode> claims = Stream.concat(
                documents.of("PersistentVolumeClaim").map(Document::json),
                documents.of("StatefulSet").flatMap(set -> Document.each(set.at("/spec/volumeClaimTemplates"))));
        Stream<String> sizeless = claims.filter(
                        claim -> claim.at("/spec/resources/requests/storage").isMissingNode()
                                || claim.at("/spec/accessModes").isEmpty())
                .map(claim -> claim.at("/metadata/name") + " asks for no size or no way of access");
        return Stream.concat(named, sizeless).toList();
    }

    static List<String> headlessNamesOfSetsThatAreNotThere(Documents documents) {
        return documents
                .of("StatefulSet")
                .filter(set -> documents
                        .find(
                                "Service",
                                set.namespace(),
                                set.at("/spec/serviceName").asText())
                        .isEmpty())
                .map(set -> set + " has no Service " + set.at("/spec/serviceName"))
                .toList();
    }

    static List<String> targetsThatNobodyScrapes(Documents documents) {
        Set<String> scraped = documents
                .pods()
                .flatMap(pod -> Connection.scraped(documents, pod)
                        .flatMap(address -> address.service(documents, pod.namespace()).stream())
                        .flatMap(service -> selected(documents, service)))
                .map(PodTemplate::toString)
                .collect(Collectors.toSet());
        return documents
                .pods()
                .filter(pod -> !pod.isJob())
                .filter(pod -> Document.strings(pod.json().at("/metadata/annotations")).keySet().stream()
                        .noneMatch(key -> key.equals("driftway.io/not-scraped")))
                .map(PodTemplate::toString)
                .filter(pod -> !scraped.contains(pod))
                .map(pod -> pod + " is scraped by nobody")
                .toList();
    }

    /** What the monitor makes Jobs of is what was reviewed and rendered, but for the image, which it fills in itself. */
    static List<String> templatesThatAreNotTheCronJob(Documents documents) {
        List<String> templates = documents
                .pods()
                .filter(pod -> pod.spec().path("serviceAccountName").asText().equals("driftway-monitor"))
                .flatMap(pod -> Configuration.of(documents, pod).files().entrySet().stream())
                .filter(file -> file.getKey().endsWith("/cronjob.yaml"))
                .map(Map.Entry::getValue)
                .toList();
        List<ObjectNode> rendered =
                documents.of("CronJob").map(Wiring::withoutImage).toList();
        return templates.isEmpty()
                ? List.of("the monitor mounts no cronjob.yaml")
                : templates.stream()
                        .map(text -> withoutImage(
                                Documents.parse("cronjob.yaml", text).all().getFirst()))
                        .filter(template -> !rendered.contains(template))
                        .map(template ->
                                "the monitor's template is none of the CronJobs: " + template + " and " + rendered)
                        .toList();
    }

    private static ObjectNode withoutImage(Document cronJob) {
        Document copy = cronJob.copy();
        ((ObjectNode) copy.at("/metadata")).remove("namespace");
        PodTemplate.of(copy).flatMap(PodTemplate::allContainers).forEach(container -> ((ObjectNode) container)
                .remove("image"));
        return copy.json();
    }

    private static Stream<PodTemplate> selected(Documents documents, Document service) {
        return service.at("/spec/selector").isEmpty()
                ? Stream.of()
                : documents.pods(service.namespace(), Selector.ofMap(service.at("/spec/selector")));
    }

    private static Stream<String> missing(Documents documents, PodTemplate pod, Reference reference) {
        return documents
                .find(reference.kind(), pod.namespace(), reference.name())
                .map(object -> reference.keys().stream()
                        .filter(key -> !object.at("/data").has(key)
                                && !object.at("/binaryData").has(key))
                        .map(key -> "the key " + key + " of " + object))
                .orElseGet(() -> Stream.of(reference.kind() + " " + pod.namespace() + "/" + reference.name()));
    }
}
