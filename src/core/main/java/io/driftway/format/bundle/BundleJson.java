package io.driftway.format.bundle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** How the files of a bundle are written as JSON. The same object gives the same bytes, on each platform. */
final class BundleJson {

    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addMixIn(ColumnProfile.class, ByKind.class)
            .addMixIn(NumericProfile.class, WithoutOriginals.class)
            .addMixIn(FlatTrees.class, AsArrays.class)
            .build();

    private static final JsonMapper MISSING_LEFT = MAPPER.rebuild()
            .addMixIn(FlatTrees.class, AsArraysWithMissingLeft.class)
            .build();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = NumericProfile.class, name = "num"),
        @JsonSubTypes.Type(value = CategoricalProfile.class, name = "cat")
    })
    private interface ByKind {}

    /** As every release reads it. */
    @SuppressWarnings({"UnusedVariable", "ArrayRecordComponent"})
    private abstract static class WithoutOriginals {
        @JsonCreator
        WithoutOriginals(
                @JsonProperty("name") String name,
                @JsonProperty("values") double[] values,
                @JsonProperty("counts") long[] counts,
                @JsonProperty("missing") long missing,
                @JsonProperty("infinite") long infinite,
                @JsonProperty("bits") int bits) {}

        @JsonIgnore
        abstract double[] originals();
    }

    @SuppressWarnings("UnusedVariable")
    private abstract static class AsArrays {
        @JsonCreator
        AsArrays(
                @JsonProperty("features") int features,
                @JsonProperty("intercept") double intercept,
                @JsonProperty("starts") int[] starts,
                @JsonProperty("feature") int[] feature,
                @JsonProperty("value") float[] value,
                @JsonProperty("left") int[] left,
                @JsonProperty("right") int[] right) {}

        @JsonProperty
        abstract int features();

        @JsonProperty
        abstract double intercept();

        @JsonProperty
        abstract int[] starts();

        @JsonProperty
        abstract int[] feature();

        @JsonProperty
        abstract float[] value();

        @JsonProperty
        abstract int[] left();

        @JsonProperty
        abstract int[] right();
    }

    @SuppressWarnings("UnusedVariable")
    private abstract static class AsArraysWithMissingLeft extends AsArrays {
        @JsonCreator
        AsArraysWithMissingLeft(
                @JsonProperty("features") int features,
                @JsonProperty("intercept") double intercept,
                @JsonProperty("starts") int[] starts,
                @JsonProperty("feature") int[] feature,
                @JsonProperty("value") float[] value,
                @JsonProperty("left") int[] left,
                @JsonProperty("right") int[] right,
                @JsonProperty("missing_left") boolean[] missingLeft) {
            super(features, intercept, starts, feature, value, left, right);
        }

        @JsonProperty("missing_left")
        abstract boolean[] missingLeft();
    }

    private BundleJson() {}

    /** Indented, for people. */
    static byte[] indented(Object value) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return bytes(MAPPER.writer(printer), value);
    }

    static byte[] compact(Object value) {
        return bytes(MAPPER.writer(), value);
    }

    /** Trees that send each missing value right are written as they were before others could be. */
    static byte[] trees(FlatTrees trees) {
        return bytes(mapper(Manifest.format(trees)).writer(), trees);
    }

    /** @param format of the bundle */
    static FlatTrees readTrees(byte[] json, String format) throws IOException {
        return mapper(format).readValue(json, FlatTrees.class);
    }

    private static JsonMapper mapper(String format) {
        return format.equals(Manifest.MISSING_LEFT_FORMAT) ? MISSING_LEFT : MAPPER;
    }

    static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    /** A manifest, which in older releases named no ONNX file, no facts, and not the files that it was trained on. */
    static @Nullable Manifest readManifest(byte[] json) throws IOException {
        JsonNode manifest = MAPPER.readTree(json);
        absentIsNull(manifest, "onnx_sha256");
        absentIsNull(manifest, "facts_sha256");
        absentIsNull(manifest == null ? null : manifest.get("training"), "files");
        return MAPPER.treeToValue(manifest, Manifest.class);
    }

    private static void absentIsNull(@Nullable JsonNode object, String name) {
        if (object instanceof ObjectNode fields && !fields.has(name)) {
            fields.putNull(name);
        }
    }

    private static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
