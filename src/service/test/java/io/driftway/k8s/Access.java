package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may ask what of the API server and of Azure. Each rule gives a line for each breach of it. */
final class Access {

    /** Whoever may create Jobs here may run any pod here: so there is nothing here to be had. */
    static final String JOBS = "driftway-retrain";

    /** Here too, where large batches are counted on Spark. */
    private static final String SPARK = "driftway-spark";

    /** What each Role there grants, and to whom: the driver makes its executors, and the monitor asks for counts. */
    private static final Map<String, List<String>> ROLES_OF_SPARK = Map.of(
            "driftway-spark",
            List.of(
                    " pods create, get, list, watch, delete, deletecollection, patch",
                    " configmaps create, get, list, delete, deletecollection",
                    " persistentvolumeclaims list, deletecollection"),
            "driftway-counts",
            List.of("batch jobs create", "sparkoperator.k8s.io sparkapplications create"));

    private static final Map<String, String> SUBJECTS_OF_SPARK =
            Map.of("driftway-spark", "driftway-spark driftway-spark", "driftway-counts", "driftway driftway-monitor");

    private static final Set<String> ACCOUNTS_OF_JOBS =
            Set.of("driftway-retrain", "driftway-spark", "driftway-executor");

    private static final String IDENTITY = "azure.workload.identity/";

    private Access() {}

    /** The monitor's Role in the Jobs' namespace is the only one, to the verb. */
    static List<String> rolesButTheOne(Documents documents) {
        Stream<String> roles = Stream.of("Role", "ClusterRole")
                .flatMap(documents::of)
                .filter(role -> !isTheRole(role) && !isOfSpark(role))
                .map(role -> role + " grants " + role.at("/rules"));
        Stream<String> absent = documents.find("Role", JOBS, "driftway-jobs").isPresent()
                ? Stream.of()
                : Stream.of("there is no Role " + JOBS + "/driftway-jobs");
        return Stream.concat(roles, absent).toList();
    }

    static List<String> bindingsButTheOne(Documents documents) {
        List<Document> bindings = Stream.of("RoleBinding", "ClusterRoleBinding")
                .flatMap(documents::of)
                .toList();
        Stream<String> others = bindings.stream()
                .filter(binding -> !isTheBinding(binding) && !isOfSpark(binding))
                .map(binding -> binding + " binds " + binding.at("/subjects") + " to " + binding.at("/roleRef"));
        Stream<String> absent = bindings.stream().anyMatch(Access::isTheBinding)
                ? Stream.of()
                : Stream.of("nothing binds the monitor to Role driftway-jobs");
        return Stream.concat(others, absent).toList();
    }

    static List<String> tokensThatNobodyNeeds(Documents documents) {
        return documents
                .pods()
                .filter(pod -> pod.hasToken(documents) != needsToken(pod))
                .map(pod -> pod + (needsToken(pod) ? " has no token, and needs one" : " has a token of the API server"))
                .toList();
    }

    /** A pod without an account of its own has the rights of every other such pod. */
    static List<String> podsWithoutAnAccountOfTheirOwn(Documents documents) {
        return documents
                .pods()
                .filter(pod -> pod.account(documents).isEmpty()
                        || Set.of("", "default")
                                .contains(pod.spec().path("serviceAccountName").asText()))
                .map(pod -> pod + " has the ServiceAccount \""
                        + pod.spec().path("serviceAccountName").asText()
                        + "\", which is not in its namespace or is no account of its own")
                .toList();
    }

    static List<String> whatAJobCouldTake(Documents documents) {
        Stream<String> objects = documents.all().stream()
                .filter(document -> Set.of(JOBS, SPARK).contains(document.namespace()))
                .filter(document -> document.is("Secret")
                        || (document.is("ServiceAccount") && !ACCOUNTS_OF_JOBS.contains(document.name())))
                .map(document -> document + " can be taken by any Job");
        Stream<String> references = documents
                .pods()
                .filter(pod -> Set.of(JOBS, SPARK).contains(pod.namespace()))
                .filter(pod -> !Wiring.references(pod, "Secret").isEmpty())
                .map(pod -> pod + " names a Secret");
        return Stream.concat(objects, references).toList();
    }

    /** Azure's webhook wants both: the label on the pod and the identity on its account. */
    static List<String> halfAnIdentity(Documents documents) {
        return documents
                .pods()
                .filter(pod -> "true".equals(pod.labels().get(IDENTITY + "use"))
                        != pod.account(documents)
                                .map(account -> account.at("/metadata/annotations"))
                                .filter(annotations -> annotations.has(IDENTITY + "client-id"))
                                .isPresent())
                .map(pod -> pod + " has the label of an identity without its account, or the other way round")
                .toList();
    }

    private static boolean needsToken(PodTemplate pod) {
        return isTheMonitor(pod)
                || (pod.namespace().equals(SPARK)
                        && pod.spec().path("serviceAccountName").asText().equals("driftway-spark"));
    }

    /** A Role of Spark's namespace, or its binding, to the verb and the account. */
    private static boolean isOfSpark(Document document) {
        if (!document.namespace().equals(SPARK)) {
            return false;
        }
        JsonNode subject = document.at("/subjects/0");
        return document.is("Role")
                ? Document.each(document.at("/rules"))
                        .map(Access::rule)
                        .toList()
                        .equals(ROLES_OF_SPARK.get(document.name()))
                : document.is("RoleBinding")
                        && document.at("/roleRef/kind").asText().equals("Role")
                        && document.at("/roleRef/name").asText().equals(document.name())
                        && document.at("/subjects").size() == 1
                        && subject.path("kind").asText().equals("ServiceAccount")
                        && (subject.path("namespace").asText() + " "
                                        + subject.path("name").asText())
                                .equals(SUBJECTS_OF_SPARK.get(document.name()));
    }

    private static boolean isTheMonitor(PodTemplate pod) {
        return pod.namespace().equals("driftway")
                && pod.spec().path("serviceAccountName").asText().equals("driftway-monitor");
    }

    private static boolean isTheRole(Document role) {
        return role.is("Role")
                && role.namespace().equals(JOBS)
                && Document.each(role.at("/rules"))
                        .map(Access::rule)
                        .toList()
                        .equals(List.of("batch jobs create, get", " pods list"));
    }

    /** A rule in words; one that says more than these three, as names or addresses, is another one. */
    private static String rule(JsonNode rule) {
        String words = Stream.of("apiGroups", "resources", "verbs")
                .map(field ->
                        Document.each(rule.path(field)).map(JsonNode::asText).collect(Collectors.joining(", ")))
                .collect(Collectors.joining(" "));
        return rule.size() == 3 ? words : rule.toString();
    }

    private static boolean isTheBinding(Document binding) {
        JsonNode subject = binding.at("/subjects/0");
        return binding.is("RoleBinding")
                && binding.namespace().equals(JOBS)
                && binding.at("/roleRef/kind").asText().equals("Role")
                && binding.at("/roleRef/name").asText().equals("driftway-jobs")
                && binding.at("/subjects").size() == 1
                && subject.path("kind").asText().equals("ServiceAccount")
                && subject.path("namespace").asText().equals("driftway")
                && subject.path("name").asText().equals("driftway-monitor");
    }
}
