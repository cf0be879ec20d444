package io.driftway.page;

/**
 * A way on from a page.
 *
 * @param label what is there
 * @param address where
 */
record Link(String label, String address) {}
