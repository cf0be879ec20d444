package io.driftway.core.ledger;

/** Writes records as bytes and reads them. The ledger decides which records there are, a format how they are written. */
public interface RecordFormat {

    /** Writes a record as bytes. */
    byte[] write(Object value);

    /**
     * Reads a record, and skips fields that the type does not have.
     *
     * @param key where the bytes are, for messages
     * @throws MalformedRecord when the bytes are no such record
     */
    <T> T read(String key, byte[] content, Class<T> type);

    /**
     * Reads a record that people may have edited, and refuses a field that the type does not have.
     *
     * @param key where the bytes are, for messages
     * @param remedy what a person does about a record that is refused
     * @throws MalformedRecord when the bytes are no such record, have a field that the type does not have, or a value of another type than the field's
     */
    <T> T readStrictly(String key, byte[] content, Class<T> type, String remedy);
}
