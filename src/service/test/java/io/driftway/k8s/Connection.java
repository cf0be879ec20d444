package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** That a pod calls another, because its configuration names that address. */
record Connection(PodTemplate source, Address address, Address.Endpoint target) {

    /** Those of all pods. A pod that names its own Service, in links to itself, calls nobody. */
    static List<Connection> all(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> addresses(documents, pod)
                        .flatMap(address -> address.service(documents, pod.namespace()).stream()
                                .flatMap(service -> address.endpoints(documents, service))
                                .filter(target -> !target.pod().owner().equals(pod.owner()))
                                .map(target -> new Connection(pod, address, target))))
                .distinct()
                .toList();
    }

    /** Addresses in the cluster that a pod is told to call and at which nobody answers. */
    static List<String> thatLeadNowhere(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> addresses(documents, pod)
                        .filter(address -> answering(documents, pod, address).isEmpty())
                        .map(address -> pod + " is told to call " + address + ", where nobody answers"))
                .distinct()
                .toList();
    }

    /** Who scrapes whom, as {@code prometheus.yml} says it. */
    static Stream<Address> scraped(Documents documents, PodTemplate pod) {
        return Configuration.of(documents, pod).files().entrySet().stream()
                .filter(file -> file.getKey().endsWith("/prometheus.yml"))
                .map(file -> Documents.yaml(file.getValue()))
                .flatMap(Connection::targets);
    }

    private static Stream<Address> targets(JsonNode prometheus) {
        Stream<JsonNode> jobs = Stream.concat(
                Document.each(prometheus.path("scrape_configs")),
                Document.each(prometheus.at("/alerting/alertmanagers")));
        return jobs.flatMap(job -> Stream.concat(
                Document.each(job.path("static_configs"))
                        .flatMap(group -> Document.each(group.path("targets")))
                        .flatMap(target -> Address.pairs(target.asText())),
                Document.each(job.path("dns_sd_configs")).flatMap(group -> Document.each(group.path("names"))
                        .map(name ->
                                new Address(name.asText(), group.path("port").asInt())))));
    }

    /** A word such as {@code level:10} is an address only if there is such a Service; a URL and a scrape target always are. */
    private static Stream<Address> addresses(Documents documents, PodTemplate pod) {
        Stream<Address> named = Configuration.of(documents, pod)
                .lines()
                .flatMap(line -> Stream.concat(
                        Address.urls(line), Address.pairs(line).filter(pair -> pair.service(documents, pod.namespace())
                                .isPresent())));
        return Stream.concat(named, scraped(documents, pod))
                .filter(address -> address.isInside(documents))
                .distinct();
    }

    private static Optional<Address.Endpoint> answering(Documents documents, PodTemplate pod, Address address) {
        return address.service(documents, pod.namespace()).stream()
                .flatMap(service -> address.endpoints(documents, service))
                .findFirst();
    }

    @Override
    public String toString() {
        return source + " -> " + target.pod() + " at " + address;
    }
}
