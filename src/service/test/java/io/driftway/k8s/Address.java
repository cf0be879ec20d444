package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A host and port that a pod's configuration names. */
record Address(String host, int port) {

    private static final Pattern URL = Pattern.compile("(\\w+=)?(https?)://([A-Za-z0-9.-]+)(?::(\\d+))?");
    private static final Pattern PAIR =
            Pattern.compile("(?<![\\w./:-])([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)*):(\\d{2,5})(?![\\d.])");

    /** The emulator's port, which its connection string leaves unsaid. */
    private static final int AZURITE = 10000;

    /** Every URL of a line. */
    static Stream<Address> urls(String line) {
        return URL.matcher(line).results().map(Address::ofUrl);
    }

    /** Every {@code host:port} of a line that is no URL; what else has this form is there too. */
    static Stream<Address> pairs(String line) {
        return PAIR.matcher(line).results().map(pair -> new Address(pair.group(1), Integer.parseInt(pair.group(2))));
    }

    private static Address ofUrl(MatchResult url) {
        int usual = "DevelopmentStorageProxyUri=".equals(url.group(1))
                ? AZURITE
                : url.group(2).equals("https") ? 443 : 80;
        return new Address(url.group(3), url.group(4) == null ? usual : Integer.parseInt(url.group(4)));
    }

    /** Whether only a Service of ours can be meant. */
    boolean isInside(Documents documents) {
        String[] labels = host.split("\\.");
        return labels.length == 1
                ? !host.equals("localhost")
                : host.endsWith(".svc")
                        || host.endsWith(".cluster.local")
                        || documents.namespaces().contains(labels[1]);
    }

    /** The Service of that name, as DNS finds it from a namespace. */
    Optional<Document> service(Documents documents, String from) {
        String[] labels =
                host.replaceFirst("\\.svc(\\.cluster\\.local)?\\.?$", "").split("\\.");
        return labels.length > 2
                ? Optional.empty()
                : documents.find("Service", labels.length == 2 ? labels[1] : from, labels[0]);
    }

    /** The pods behind it and the port they are reached at; none where the Service has no such port, or its pods have not. */
    Stream<Endpoint> endpoints(Documents documents, Document service) {
        return documents
                .pods(service.namespace(), Selector.ofMap(service.at("/spec/selector")))
                .flatMap(pod -> target(service).flatMap(pod::port).map(number -> new Endpoint(pod, number)).stream());
    }

    /** A headless Service gives addresses only: the port stays what it is. */
    private Optional<JsonNode> target(Document service) {
        boolean headless = service.at("/spec/clusterIP").asText().equals("None");
        return Document.each(service.at("/spec/ports"))
                .filter(candidate -> candidate.path("port").asInt() == port)
                .map(candidate -> candidate.path(headless || !candidate.has("targetPort") ? "port" : "targetPort"))
                .findFirst();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** A port of pods. */
    record Endpoint(PodTemplate pod, int port) {}
}
