package io.driftway.core.ledger;

/** How records become bytes. The ledger decides what is kept, a format how it is written. */
public interface RecordFormat {

    byte[] write(Object value);

    /** Throws {@link MalformedRecord} when the bytes are no such record. */
    <T> T read(String key, byte[] content, Class<T> type);
}
