package io.driftway.core.ledger;

/** How records become bytes. The ledger decides what is kept, a format how it is written. */
public interface RecordFormat {

    byte[] write(Object value);

    /** Throws {@link MalformedRecord} when the bytes are no such record. Passes over fields that the type does not have. */
    <T> T read(String key, byte[] content, Class<T> type);

    /**
     * Like {@link #read}, for a record that people may have edited: refuses a field that the type does not have, and a value of another type
     * than the field's.
     *
     * @param remedy what a person does about a record that is refused
     */
    <T> T readStrictly(String key, byte[] content, Class<T> type, String remedy);
}
