package io.driftway.page;

import java.util.List;

/**
 * A way on from a page.
 *
 * @param label what is there
 * @param address where
 */
record Link(String label, String address) {

    /** The pages that each page leads to. */
    static final List<Link> PAGES = List.of(new Link("Status", "/"), new Link("Batches", "/batches"));
}
