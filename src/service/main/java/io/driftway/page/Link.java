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

    /** The pages that each page leads to. */
    static final List<Link> PAGES =
            List.of(new Link("Status", "/"), new Link("Batches", "/batches"), new Link("Features", "/features"));

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
