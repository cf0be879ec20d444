package io.driftway.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as JSON objects. Names that a reader does not know are passed over, so that releases can read each other's. */
public final class JsonRecords implements RecordFormat {

    @Override
    public byte[] write(Object value) {
        try {
            return Json.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), impossible);
        }
    }

    @Override
    public <T> T read(String key, byte[] content, Class<T> type) {
        T value;
        try {
            value = Json.MAPPER.readValue(content, type);
        } catch (JsonProcessingException malformed) {
            throw new MalformedRecord(key, "not a " + type.getSimpleName() + ", " + malformed.getOriginalMessage());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        if (value == null) {
            throw new MalformedRecord(key, "null instead of a " + type.getSimpleName());
        }
        return value;
    }
}
