package io.driftway.format.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.core.model.Realized;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Figures by metric, written among the other fields of their record: {@code "auc": 0.84}. A figure that is undefined is null. */
final class QualityJson {

    private static final Set<String> QUALITY = Set.of("rows");
    private static final Set<String> REALIZED =
            Set.of("rows", "labelled", "positives", "coverage", "threshold", "reason");

    private QualityJson() {}

    static SimpleModule module() {
        return new SimpleModule()
                .addSerializer(Quality.class, new WriteQuality())
                .addDeserializer(Quality.class, new ReadQuality())
                .addSerializer(Realized.class, new WriteRealized())
                .addDeserializer(Realized.class, new ReadRealized());
    }

    @SuppressWarnings("serial")
    private static final class WriteQuality extends StdSerializer<Quality> {

        WriteQuality() {
            super(Quality.class);
        }

        @Override
        public void serialize(Quality quality, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            write(quality.figures(), out);
            out.writeNumberField("rows", quality.rows());
            out.writeEndObject();
        }
    }

    @SuppressWarnings("serial")
    private static final class ReadQuality extends StdDeserializer<Quality> {

        ReadQuality() {
            super(Quality.class);
        }

        @Override
        public Quality deserialize(JsonParser in, DeserializationContext context) throws IOException {
            ObjectNode json = object(in, context, this);
            return new Quality(figures(json, QUALITY, in, context, this), count(json, "rows", context, this));
        }
    }

    @SuppressWarnings("serial")
    private static final class WriteRealized extends StdSerializer<Realized> {

        WriteRealized() {
            super(Realized.class);
        }

        @Override
        public void serialize(Realized realized, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeNumberField("rows", realized.rows());
            out.writeNumberField("labelled", realized.labelled());
            out.writeNumberField("positives", realized.positives());
            out.writeFieldName("coverage");
            write(realized.coverage(), out);
            write(realized.figures(), out);
            out.writeNumberField("threshold", realized.threshold());
            out.writeStringField("reason", realized.reason());
            out.writeEndObject();
        }
    }

    @SuppressWarnings("serial")
    private static final class ReadRealized extends StdDeserializer<Realized> {

        ReadRealized() {
            super(Realized.class);
        }

        @Override
        public Realized deserialize(JsonParser in, DeserializationContext context) throws IOException {
            ObjectNode json = object(in, context, this);
            double coverage = number(json.get("coverage"), "coverage", context, this);
            JsonNode reason = json.get("reason");
            return new Realized(
                    count(json, "rows", context, this),
                    count(json, "labelled", context, this),
                    count(json, "positives", context, this),
                    Double.isNaN(coverage) ? null : coverage,
                    figures(json, REALIZED, in, context, this),
                    number(json.get("threshold"), "threshold", context, this),
                    reason == null || reason.isNull() ? null : reason.asText());
        }
    }

    private static void write(Map<Metric, Double> figures, JsonGenerator out) throws IOException {
        for (Map.Entry<Metric, Double> figure : figures.entrySet()) {
            out.writeFieldName(figure.getKey().label());
            write(figure.getValue(), out);
        }
    }

    private static void write(@Nullable Double figure, JsonGenerator out) throws IOException {
        if (figure == null || figure.isNaN()) {
            out.writeNull();
        } else {
            out.writeNumber(figure);
        }
    }

    private static ObjectNode object(JsonParser in, DeserializationContext context, StdDeserializer<?> of)
            throws IOException {
        return context.readTree(in) instanceof ObjectNode json
                ? json
                : context.reportInputMismatch(of, "figures must be an object");
    }

    /** A field that is neither a metric nor another field of the record is refused or passed over, as the reader does with all. */
    private static Map<Metric, Double> figures(
            ObjectNode json, Set<String> others, JsonParser in, DeserializationContext context, StdDeserializer<?> of)
            throws IOException {
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            Optional<Metric> metric = Metric.of(field.getKey());
            if (metric.isPresent()) {
                figures.put(metric.get(), number(field.getValue(), field.getKey(), context, of));
            } else if (!others.contains(field.getKey())) {
                context.handleUnknownProperty(in, of, of.handledType(), field.getKey());
            }
        }
        return figures;
    }

    /** NaN where there is none. A release of before wrote an undefined figure of a manifest as the text NaN. */
    private static double number(
            @Nullable JsonNode value, String name, DeserializationContext context, StdDeserializer<?> of)
            throws IOException {
        if (value == null || value.isNull() || value.asText().equals("NaN")) {
            return Double.NaN;
        }
        return value.isNumber()
                ? value.doubleValue()
                : context.<Double>reportInputMismatch(of, "%s must be a number, got %s", name, value);
    }

    private static long count(ObjectNode json, String name, DeserializationContext context, StdDeserializer<?> of)
            throws IOException {
        JsonNode value = json.get(name);
        return value != null && value.canConvertToLong() && value.isIntegralNumber()
                ? value.longValue()
                : context.<Long>reportInputMismatch(of, "%s must be a whole number, got %s", name, value);
    }
}
