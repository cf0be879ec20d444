package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each rule finds the fault it is there for: one is planted in a copy of the base at a time. */
class PlantedFaultsTest {

    record Fault(String name, Consumer<Documents> plant, Function<Documents, List<String>> rule) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aPlantedFaultIsFound(Fault fault) {
        Documents planted = Rendered.base().copy();
        fault.plant().accept(planted);

        List<String> before = fault.rule().apply(Rendered.base());
        assertThat(fault.rule().apply(planted)).as(fault.name()).isNotEmpty().anyMatch(line -> !before.contains(line));
    }

    static Stream<Fault> faults() {
        return Stream.of(pods(), access(), network(), wiring(), upkeep(), images(), secrets())
                .flatMap(faults -> faults);
    }

    private static Stream<Fault> pods() {
        return Stream.of(
                fault(
                        "a namespace without its level",
                        on(
                                "Namespace",
                                "",
                                "driftway",
                                "/metadata/labels",
                                labels -> labels.remove("pod-security.kubernetes.io/enforce")),
                        PodSecurity::namespacesWithoutTheirLevel),
                fault(
                        "a level of no version",
                        on(
                                "Namespace",
                                "",
                                "driftway",
                                "/metadata/labels",
                                labels -> labels.put("pod-security.kubernetes.io/enforce-version", "latest")),
                        PodSecurity::namespacesWithoutTheirLevel),
                fault(
                        "a pod as root",
                        pod("driftway", spec -> security(spec).put("runAsUser", 0)),
                        PodSecurity::podsThatAreNotAFixedUser),
                fault(
                        "a container as root",
                        container("driftway", container -> security(container).put("runAsNonRoot", false)),
                        PodSecurity::podsThatAreNotAFixedUser),
                fault(
                        "no seccomp profile",
                        pod("driftway", spec -> security(spec)
                                .putObject("seccompProfile")
                                .put("type", "Unconfined")),
                        PodSecurity::podsWithoutSeccomp),
                fault(
                        "an escalation that is not ruled out",
                        container("driftway", container -> security(container).remove("allowPrivilegeEscalation")),
                        PodSecurity::containersThatMayEscalate),
                fault(
                        "a privileged container",
                        container("driftway", container -> security(container).put("privileged", true)),
                        PodSecurity::containersThatMayEscalate),
                fault(
                        "a capability",
                        container("driftway", container -> security(container)
                                .withObject("/capabilities")
                                .putArray("add")
                                .add("NET_RAW")),
                        PodSecurity::containersWithCapabilities),
                fault(
                        "an image that can be written",
                        container("driftway", container -> security(container).remove("readOnlyRootFilesystem")),
                        PodSecurity::containersThatWriteToTheirImage),
                fault(
                        "the network of the node",
                        pod("driftway", spec -> spec.put("hostNetwork", true)),
                        PodSecurity::podsInTheNodesNamespaces),
                fault(
                        "a port of the node",
                        container("driftway", container -> container
                                .withArray("ports")
                                .addObject()
                                .put("containerPort", 1)
                                .put("hostPort", 1)),
                        PodSecurity::podsInTheNodesNamespaces),
                fault(
                        "a folder of the node",
                        pod("driftway", spec -> spec.withArray("volumes")
                                .addObject()
                                .put("name", "host")
                                .putObject("hostPath")
                                .put("path", "/")),
                        PodSecurity::volumesThatRestrictedForbids),
                fault(
                        "a folder of the node that can be written",
                        container(PodSecurity.NODES, container -> container
                                .withArray("volumeMounts")
                                .forEach(mount -> ((ObjectNode) mount).remove("readOnly"))),
                        PodSecurity::filesOfTheNodeThatCanBeWritten),
                fault(
                        "a Deployment among the DaemonSets",
                        pods(PodSecurity.NODES, pod -> pod.owner().json().put("kind", "Deployment")),
                        PodSecurity::othersInTheNamespaceOfTheNodes));
    }

    private static Stream<Fault> access() {
        return Stream.of(
                fault(
                        "one verb more",
                        on("Role", Access.JOBS, "driftway-jobs", "/rules/0", rule -> rule.withArray("verbs")
                                .add("delete")),
                        Access::rolesButTheOne),
                fault(
                        "one resource more",
                        on("Role", Access.JOBS, "driftway-jobs", "/rules/0", rule -> rule.withArray("resources")
                                .add("cronjobs")),
                        Access::rolesButTheOne),
                fault(
                        "the log of pods",
                        on("Role", Access.JOBS, "driftway-jobs", "/rules/1", rule -> rule.withArray("resources")
                                .add("pods/log")),
                        Access::rolesButTheOne),
                fault(
                        "a rule of the whole cluster",
                        on("Role", Access.JOBS, "driftway-jobs", "", role -> role.put("kind", "ClusterRole")),
                        Access::rolesButTheOne),
                fault(
                        "another subject",
                        first("RoleBinding", binding -> binding.withArray("subjects")
                                .addObject()
                                .put("kind", "Group")
                                .put("name", "system:authenticated")),
                        Access::bindingsButTheOne),
                fault(
                        "no binding",
                        documents -> documents.all().removeIf(document -> document.is("RoleBinding")),
                        Access::bindingsButTheOne),
                fault(
                        "a token for a Job",
                        pod(Access.JOBS, spec -> spec.put("automountServiceAccountToken", true)),
                        Access::tokensThatNobodyNeeds),
                fault(
                        "a monitor without its token",
                        pods("driftway", pod -> ((ObjectNode) pod.spec()).put("automountServiceAccountToken", false)),
                        Access::tokensThatNobodyNeeds),
                fault(
                        "the account of everybody",
                        pod("driftway", spec -> spec.remove("serviceAccountName")),
                        Access::podsWithoutAnAccountOfTheirOwn),
                fault(
                        "an account that is not there",
                        pod("driftway", spec -> spec.put("serviceAccountName", "nobody")),
                        Access::podsWithoutAnAccountOfTheirOwn),
                fault(
                        "another account for Jobs to take",
                        first("ServiceAccount", account -> account.withObject("/metadata")
                                .put("namespace", Access.JOBS)
                                .put("name", "other")),
                        Access::whatAJobCouldTake),
                fault(
                        "a Secret for Jobs to take",
                        container(Access.JOBS, container -> container
                                .withArray("envFrom")
                                .addObject()
                                .putObject("secretRef")
                                .put("name", "s")),
                        Access::whatAJobCouldTake),
                fault(
                        "an account without its identity",
                        documents -> documents.of("ServiceAccount").forEach(account -> account.json()
                                .withObject("/metadata")
                                .remove("annotations")),
                        Access::halfAnIdentity));
    }

    private static Stream<Fault> network() {
        return Stream.of(
                fault(
                        "an open namespace",
                        documents -> documents
                                .all()
                                .removeIf(document -> document.is("NetworkPolicy")
                                        && document.at("/spec/podSelector").isEmpty()
                                        && document.namespace().equals(Access.JOBS)),
                        Network::namespacesOpenByDefault),
                fault(
                        "the metadata service",
                        documents -> blocks(documents).forEach(block -> block.remove("except")),
                        Network::rulesThatReachTheMetadataService),
                fault(
                        "everybody",
                        policy("driftway", policy -> policy.withObject("/spec")
                                .withArray("egress")
                                .addObject()),
                        Network::rulesThatReachTheMetadataService),
                fault(
                        "a server that calls the world",
                        policyOf("prometheus", policy -> policy.withObject("/spec")
                                .withArray("egress")
                                .addObject()
                                .withArray("to")
                                .addObject()
                                .putObject("ipBlock")
                                .put("cidr", "0.0.0.0/0")),
                        Network::podsThatReachTheWorldForNothing),
                fault(
                        "the world at any port",
                        documents -> rules(documents, "egress")
                                .filter(rule -> rule.at("/to/0").has("ipBlock"))
                                .forEach(rule -> rule.remove("ports")),
                        Network::podsThatReachTheWorldBesidesHttps),
                fault(
                        "an identity that cannot log in",
                        documents -> rules(documents, "egress")
                                .filter(rule -> rule.at("/to/0").has("ipBlock"))
                                .forEach(rule -> rule.withArray("to")
                                        .removeAll()
                                        .addObject()
                                        .putObject("podSelector")),
                        Network::identitiesThatCannotReachAzure),
                fault(
                        "a server that hears nobody",
                        documents -> rules(documents, "ingress").forEach(rule -> rule.withArray("ports")
                                .removeAll()
                                .addObject()
                                .put("port", 1)),
                        Network::connectionsThatAreCut),
                fault(
                        "a server that calls nobody",
                        documents -> rules(documents, "egress")
                                .filter(rule -> !rule.at("/to/0").has("ipBlock"))
                                .forEach(rule -> rule.withArray("to")
                                        .removeAll()
                                        .addObject()
                                        .putObject("podSelector")
                                        .putObject("matchLabels")
                                        .put("a", "b")),
                        Network::connectionsThatAreCut),
                fault(
                        "names over UDP alone",
                        documents -> rules(documents, "egress")
                                .forEach(rule -> removeIf(
                                        rule.withArray("ports"),
                                        port -> port.path("port").asInt() == 53
                                                && !port.path("protocol")
                                                        .asText()
                                                        .equals("UDP"))),
                        Network::callersWithoutNames),
                fault(
                        "a policy of nobody",
                        policyOf("prometheus", policy -> policy.withObject("/spec/podSelector/matchLabels")
                                .put("a", "b")),
                        Network::policiesOfNobody),
                fault(
                        "a door to no port",
                        documents -> rules(documents, "ingress")
                                .forEach(rule ->
                                        rule.withArray("ports").addObject().put("port", 1)),
                        Network::ingressToPortsThatAreNotThere),
                fault(
                        "a peer that is nobody",
                        documents -> rules(documents, "ingress").forEach(rule -> rule.withArray("from")
                                .addObject()
                                .putObject("podSelector")
                                .putObject("matchLabels")
                                .put("a", "b")),
                        Network::peersThatAreNobody));
    }

    private static Stream<Fault> wiring() {
        return Stream.of(
                fault(
                        "a namespace that is not there",
                        first("Service", service -> service.withObject("/metadata")
                                .put("namespace", "elsewhere")),
                        Wiring::documentsInNoNamespace),
                fault(
                        "a Service of no pod",
                        first("Service", service -> service.withObject("/spec/selector")
                                .put("a", "b")),
                        Wiring::servicesOfNoPod),
                fault(
                        "a Service of two kinds of pod",
                        documents -> documents.of("Service").forEach(service -> service.json()
                                .withObject("/spec")
                                .putObject("selector")
                                .put("app.kubernetes.io/part-of", "driftway")),
                        Wiring::servicesOfNoPod),
                fault(
                        "a port that no container has",
                        first("Service", service -> ((ObjectNode)
                                        service.withArray("/spec/ports").get(0))
                                .put("targetPort", "nowhere")),
                        Wiring::servicesOfNoPod),
                fault(
                        "a selector of all",
                        documents -> documents.of("Deployment").forEach(deployment -> deployment
                                .json()
                                .withObject("/spec/selector")
                                .putObject("matchLabels")),
                        Wiring::workloadsThatSelectOthers),
                fault(
                        "a ConfigMap that is not there",
                        documents -> documents
                                .all()
                                .removeIf(document -> document.is("ConfigMap")
                                        && document.name().equals("driftway")),
                        Wiring::referencesToNothing),
                fault(
                        "a Secret that is made by hand",
                        container("driftway", container -> container
                                .withArray("envFrom")
                                .addObject()
                                .putObject("secretRef")
                                .put("name", "by-hand")),
                        Wiring::referencesToNothing),
                fault(
                        "a key that is not there",
                        container("driftway", container -> container
                                .withArray("env")
                                .addObject()
                                .put("name", "A")
                                .putObject("valueFrom")
                                .putObject("configMapKeyRef")
                                .put("name", "driftway")
                                .put("key", "b")),
                        Wiring::referencesToNothing),
                fault(
                        "files that are not there",
                        documents -> documents.of("ConfigMap").forEach(map -> map.json()
                                .putObject("data")),
                        documents -> Connection.thatLeadNowhere(documents).isEmpty()
                                ? Wiring.targetsThatNobodyScrapes(documents)
                                : List.of()),
                fault(
                        "a mount of no volume",
                        container("driftway", container -> container
                                .withArray("volumeMounts")
                                .addObject()
                                .put("name", "a")
                                .put("mountPath", "/a")),
                        Wiring::mountsOfNoVolume),
                fault(
                        "a claim of nothing",
                        pod("driftway", spec -> spec.withArray("volumes")
                                .addObject()
                                .put("name", "a")
                                .putObject("persistentVolumeClaim")
                                .put("claimName", "a")),
                        Wiring::claimsOfNothing),
                fault(
                        "addresses of nobody",
                        documents -> documents
                                .all()
                                .removeIf(document -> document.is("Service")
                                        && document.name().equals("loki")),
                        Connection::thatLeadNowhere),
                fault(
                        "a port that a Service does not have",
                        documents -> documents
                                .of("Service")
                                .filter(service -> service.name().equals("tempo"))
                                .forEach(service -> service.json()
                                        .withObject("/spec")
                                        .putArray("ports")
                                        .addObject()
                                        .put("port", 1)
                                        .put("targetPort", 3200)),
                        Connection::thatLeadNowhere),
                fault(
                        "a template of its own",
                        on(
                                "CronJob",
                                Access.JOBS,
                                "driftway-retrain",
                                "/spec/jobTemplate/spec",
                                spec -> spec.put("backoffLimit", 1000)),
                        Wiring::templatesThatAreNotTheCronJob),
                fault(
                        "a misspelt setting",
                        container("driftway", container -> container
                                .withArray("env")
                                .addObject()
                                .put("name", "DRIFTWAY_STORE_ACOUNT")
                                .put("value", "a")),
                        Settings::thatTheProgramDoesNotKnow));
    }

    private static Stream<Fault> upkeep() {
        return Stream.of(
                fault(
                        "no readiness probe",
                        container("driftway", container -> container.remove("readinessProbe")),
                        Upkeep::containersWithoutProbes),
                fault(
                        "a probe of no port",
                        container("driftway", container -> container
                                .withObject("/livenessProbe")
                                .removeAll()
                                .putObject("httpGet")
                                .put("port", "nowhere")),
                        Upkeep::probesOfAPortThatIsNotThere),
                fault(
                        "more memory than is asked for",
                        container("driftway", container -> container
                                .withObject("/resources/limits")
                                .put("memory", "99Gi")),
                        Upkeep::containersWithoutBounds),
                fault(
                        "no bounds",
                        container(Access.JOBS, container -> container.remove("resources")),
                        Upkeep::containersWithoutBounds),
                fault(
                        "a scratch folder of any size",
                        pod("driftway", spec -> spec.withArray("volumes")
                                .addObject()
                                .put("name", "a")
                                .putObject("emptyDir")),
                        Upkeep::emptyDirsWithoutASize),
                fault(
                        "a Job without a deadline",
                        on(
                                "CronJob",
                                Access.JOBS,
                                "driftway-retrain",
                                "/spec/jobTemplate/spec",
                                spec -> spec.remove("activeDeadlineSeconds")),
                        Upkeep::jobsWithoutAnEnd),
                fault(
                        "a Job that stays",
                        on(
                                "CronJob",
                                Access.JOBS,
                                "driftway-retrain",
                                "/spec/jobTemplate/spec",
                                spec -> spec.remove("ttlSecondsAfterFinished")),
                        Upkeep::jobsWithoutAnEnd),
                fault(
                        "a Job that tries for ever",
                        on(
                                "CronJob",
                                Access.JOBS,
                                "driftway-retrain",
                                "/spec/jobTemplate/spec",
                                spec -> spec.remove("backoffLimit")),
                        Upkeep::jobsWithoutAnEnd),
                fault(
                        "a budget of nobody",
                        first("PodDisruptionBudget", budget -> budget.withObject("/spec/selector/matchLabels")
                                .put("a", "b")),
                        Upkeep::budgetsThatDoNotHold),
                fault(
                        "a budget that moves nobody",
                        first("PodDisruptionBudget", budget -> budget.withObject("/spec")
                                .put("maxUnavailable", 0)),
                        Upkeep::budgetsThatDoNotHold));
    }

    private static Stream<Fault> images() {
        return Stream.of(
                fault(
                        "no tag",
                        container("driftway", container -> container.put("image", "grafana/grafana")),
                        Images::thatAreNotPinned),
                fault(
                        "the latest tag",
                        container("driftway", container -> container.put("image", "grafana/grafana:latest")),
                        Images::thatAreNotPinned),
                fault(
                        "a tag that moves",
                        container("driftway", container -> container.put("image", "registry:5000/grafana/grafana:13")),
                        Images::thatAreNotPinned),
                fault(
                        "a Job of another image",
                        container(Access.JOBS, container -> container.put("image", "driftway-trainer:0.0.9")),
                        Images::ofJobsThatTheCronJobDoesNotHave));
    }

    private static Stream<Fault> secrets() {
        String key = "k3Yq9".repeat(12);
        return Stream.of(
                fault(
                        "a key in a ConfigMap",
                        first("ConfigMap", map -> map.withObject("/data")
                                .put("a", "AccountName=a;Account" + "Key=" + key)),
                        Secrets::in),
                fault(
                        "a Secret in the tree",
                        first("ConfigMap", map -> map.put("kind", "Secret")),
                        Secrets::thatAreDocuments),
                fault(
                        "a password in a variable",
                        container("driftway", container -> container
                                .withArray("env")
                                .addObject()
                                .put("name", "GF_SECURITY_ADMIN_PASSWORD")
                                .put("value", "admin")),
                        Secrets::inVariables),
                fault(
                        "a connection string",
                        container("driftway", container -> container
                                .withArray("env")
                                .addObject()
                                .put("name", "DRIFTWAY_STORE_CONNECTION_STRING")
                                .put("value", "UseDevelopmentStorage=true")),
                        Secrets::inConnectionStrings));
    }

    private static Fault fault(String name, Consumer<Documents> plant, Function<Documents, List<String>> rule) {
        return new Fault(name, plant, rule);
    }

    private static Consumer<Documents> on(
            String kind, String namespace, String name, String pointer, Consumer<ObjectNode> change) {
        return documents -> change.accept(
                (ObjectNode) documents.find(kind, namespace, name).orElseThrow().at(pointer));
    }

    private static Consumer<Documents> first(String kind, Consumer<ObjectNode> change) {
        return documents ->
                change.accept(documents.of(kind).findFirst().orElseThrow().json());
    }

    /** All pods of a namespace; there must be one. */
    private static Consumer<Documents> pods(String namespace, Consumer<PodTemplate> change) {
        return documents -> {
            List<PodTemplate> pods = documents
                    .pods()
                    .filter(pod -> pod.namespace().equals(namespace))
                    .toList();
            assertThat(pods).isNotEmpty();
            pods.forEach(change);
        };
    }

    private static Consumer<Documents> pod(String namespace, Consumer<ObjectNode> change) {
        return pods(namespace, pod -> change.accept((ObjectNode) pod.spec()));
    }

    private static Consumer<Documents> container(String namespace, Consumer<ObjectNode> change) {
        return pods(namespace, pod -> pod.containers().forEach(container -> change.accept((ObjectNode) container)));
    }

    private static Consumer<Documents> policy(String namespace, Consumer<ObjectNode> change) {
        return documents -> documents
                .of("NetworkPolicy")
                .filter(policy -> policy.namespace().equals(namespace))
                .forEach(policy -> change.accept(policy.json()));
    }

    private static Consumer<Documents> policyOf(String component, Consumer<ObjectNode> change) {
        return documents -> documents
                .of("NetworkPolicy")
                .filter(policy ->
                        policy.at("/spec/podSelector/matchLabels").toString().contains(component))
                .forEach(policy -> change.accept(policy.json()));
    }

    private static Stream<ObjectNode> rules(Documents documents, String direction) {
        return documents
                .of("NetworkPolicy")
                .flatMap(policy -> Document.each(policy.at("/spec/" + direction)))
                .map(ObjectNode.class::cast);
    }

    private static Stream<ObjectNode> blocks(Documents documents) {
        return rules(documents, "egress")
                .flatMap(rule -> Document.each(rule.path("to")))
                .map(peer -> peer.path("ipBlock"))
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast);
    }

    private static ObjectNode security(ObjectNode podOrContainer) {
        return podOrContainer.withObject("/securityContext");
    }

    private static void removeIf(ArrayNode array, Predicate<JsonNode> unwanted) {
        for (int i = array.size() - 1; i >= 0; i--) {
            if (unwanted.test(array.get(i))) {
                array.remove(i);
            }
        }
    }
}
