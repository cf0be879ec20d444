package io.driftway.format.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.profile.Profile;
import io.driftway.format.profile.ProfileCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads records as JSON objects. A field that stands twice is refused in every record.
 *
 * <p>{@link #read} passes over unknown fields, because replicas of two releases share a store during an upgrade: verdicts, endings, attempts,
 * episodes, promotions, truth and performance are read so. A record of a newer format is refused. {@link #readStrictly} is for {@code champion.json}, the one record that people
 * edit: a replica of an older release refuses one with a newer release's fields, and keeps the champion that it has.
 */
public final class JsonRecords implements RecordFormat {

    private static final JsonMapper TOLERANT = Json.MAPPER
            .rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .addMixIn(Verdict.class, VerdictByKind.class)
            .addMixIn(Evidence.class, EvidenceByRule.class)
            .addMixIn(Cause.class, Coded.class)
            .addMixIn(Fault.Kind.class, Coded.class)
            .addMixIn(Profile.class, Packed.class)
            .addHandler(new NewerFormat())
            .build();

    private static final JsonMapper STRICT = TOLERANT.rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /**
     * A record whose type has no component {@code format} is of format 1, which it does not write. A release that changes what such a record means writes
     * a higher number, and this one then refuses the record rather than misread it.
     */
    private static final class NewerFormat extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser in,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            if (name.equals("format") && in.getValueAsInt() > 1) {
                throw new JsonMappingException(
                        in, "its format is " + in.getValueAsInt() + ", written by a newer release; this one reads 1");
            }
            return false;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Verdict.Stable.class, name = "stable"),
        @JsonSubTypes.Type(value = Verdict.Warning.class, name = "warning"),
        @JsonSubTypes.Type(value = Verdict.Breach.class, name = "breach"),
        @JsonSubTypes.Type(value = Verdict.Broken.class, name = "broken"),
        @JsonSubTypes.Type(value = Verdict.Inconclusive.class, name = "inconclusive")
    })
    private interface VerdictByKind {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Evidence.Share.class, name = ThresholdRule.NAME),
        @JsonSubTypes.Type(value = Evidence.Windowed.class, name = EvidenceRule.NAME)
    })
    private interface EvidenceByRule {}

    /** Written by its code, not by the name of its constant. */
    @JsonSerialize(using = ToStringSerializer.class)
    private interface Coded {
        @JsonValue
        String code();
    }

    /** A profile is much shorter in bytes of its own than as JSON, and says in them what was cut. */
    @JsonSerialize(converter = Packing.class)
    @JsonDeserialize(converter = Unpacking.class)
    private interface Packed {}

    private static final class Packing extends StdConverter<Profile, byte[]> {
        @Override
        public byte[] convert(Profile profile) {
            return ProfileCodec.write(profile);
        }
    }

    private static final class Unpacking extends StdConverter<byte[], Profile> {
        @Override
        public Profile convert(byte[] written) {
            return ProfileCodec.read(written);
        }
    }

    /** Returns the mapper that writes records, for whoever must write the very same bytes. */
    public static JsonMapper mapper() {
        return TOLERANT;
    }

    @Override
    public byte[] write(Object value) {
        try {
            return TOLERANT.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), impossible);
        }
    }

    @Override
    public <T> T read(String key, byte[] content, Class<T> type) {
        T value;
        try {
            value = TOLERANT.readValue(content, type);
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

    @Override
    public <T> T readStrictly(String key, byte[] content, Class<T> type, String remedy) {
        T value;
        try {
            value = STRICT.readValue(content, type);
        } catch (JsonProcessingException malformed) {
            throw new MalformedRecord(key, fault(malformed), remedy);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        if (value == null) {
            throw new MalformedRecord(key, "null instead of a " + type.getSimpleName(), remedy);
        }
        return value;
    }

    private static String fault(JsonProcessingException malformed) {
        return switch (malformed) {
            case UnrecognizedPropertyException unknown -> "the field " + field(unknown) + " is unknown";
            case MismatchedInputException other
            when !other.getPath().isEmpty() -> "the field " + field(other) + " is no " + name(other.getTargetType());
            case JsonMappingException other
            when !other.getPath().isEmpty() -> "the field " + field(other) + ": " + other.getOriginalMessage();
            default -> "not readable as JSON, " + malformed.getOriginalMessage();
        };
    }

    private static String field(JsonMappingException malformed) {
        return malformed.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
    }

    private static String name(@Nullable Class<?> type) {
        if (type == long.class || type == Long.class) {
            return "whole number";
        }
        return type == null ? "such value" : type.getSimpleName();
    }
}
