package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import org.springframework.web.util.UriUtils;

/**
 * A way on from a page.
 *
 * @param label what is there
 * @param address where
 */
record Link(String label, String address) {

    /** One of the pages that each page leads to. */
    record Page(String label, String address, boolean current) {}

    private static final List<Link> PAGES =
            List.of(new Link("Status", "/"), new Link("Batches", "/batches"), new Link("Features", "/features"));

    /**
     * The pages that each page leads to.
     *
     * @param current the address of this page; empty where it is none of them
     */
    static List<Page> pages(String current) {
        return PAGES.stream()
                .map(page ->
                        new Page(page.label(), page.address(), page.address().equals(current)))
                .toList();
    }

    /** To a feature over time, with this batch chosen. */
    static Link feature(String name, String batchId) {
        return new Link(name, feature(name, "batch", batchId));
    }

    /**
     * The address of a feature over time. A name that a path cannot hold stands behind the question mark.
     *
     * @param parameter what the batch is for
     */
    static String feature(String name, String parameter, String batchId) {
        boolean plain = name.matches("[\\p{L}\\p{N} _.-]+") && !name.matches("\\.+");
        return (plain
                        ? "/features/" + UriUtils.encodePathSegment(name, UTF_8) + "?"
                        : "/features?name=" + URLEncoder.encode(name, UTF_8) + "&")
                + parameter + "=" + batchId;
    }
}
