package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** A peer that is a range of addresses, less the ranges taken out of it. */
record Block(JsonNode json) {

    boolean has(String address) {
        return contains(json.path("cidr").asText(), address)
                && Document.each(json.path("except")).noneMatch(except -> contains(except.asText(), address));
    }

    /** Whether all of it is for private networks (RFC 1918) or for the node itself (link-local, RFC 3927). */
    boolean isPrivate() {
        String range = json.path("cidr").asText();
        return Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
                .anyMatch(around -> contains(around, range.split("/", 2)[0]) && bits(around) <= bits(range));
    }

    private static int bits(String range) {
        return Integer.parseInt(range.split("/", 2)[1]);
    }

    private static boolean contains(String range, String address) {
        String[] parts = range.split("/", 2);
        byte[] network = bytes(parts[0]);
        byte[] candidate = bytes(address);
        int free = network.length * Byte.SIZE - Integer.parseInt(parts[1]);
        return network.length == candidate.length
                && new BigInteger(1, network).shiftRight(free).equals(new BigInteger(1, candidate).shiftRight(free));
    }

    /** Asks no name server: a range is written in numbers. */
    private static byte[] bytes(String numbers) {
        try {
            return InetAddress.getByName(numbers).getAddress();
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException(numbers, malformed);
        }
    }
}
