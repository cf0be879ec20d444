package io.driftway.core.ledger;

/**
 * Says that something happened to a blob, by the word of whoever sent it.
 *
 * @param created whether a blob was written; false for every other event
 * @param account storage account; empty where the event does not name it
 * @param container container of the blob; empty where the event is about no blob
 * @param name name of the blob, as in a listing. It may be hostile: never build a path or an address from it
 */
public record BlobEvent(boolean created, String account, String container, String name) {}
