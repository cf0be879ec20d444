package io.driftway.format.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.drift.Distribution;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.drift.Simulation;
import io.driftway.core.estimate.Band;
import io.driftway.core.estimate.PerformanceEstimate;
import io.driftway.core.model.Importance;
import io.driftway.core.model.MarginMove;
import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.Compared;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A drift report as the JSON object that other programs rely on. What cannot be computed is null beside a reason. */
public final class DriftReportJson {

    private DriftReportJson() {}

    /**
     * The report of a batch, indented: as above, with what the model leans on, what it is expected to do, what moved its predictions, and how they and all
     * columns are spread.
     */
    public static String write(Compared compared, Verdict verdict) {
        Document report = Document.of(compared.data());
        Map<String, Importance> importance =
                compared.rows().champion().model().manifest().importance();
        return written(new OfBatch(
                report.dataset,
                report.columns,
                importance,
                Expected.of(compared.estimate()),
                unseen(compared),
                Scored.of(compared.prediction()),
                compared.marginMove(verdict).map(Moved::of).orElse(null),
                Distribution.all(compared.rows().champion().baseline().reference(), compared.profile())));
    }

    /**
     * The report of two files, indented.
     *
     * @param attribution null where it was not asked for
     */
    public static String write(DriftReport report, @Nullable AttributionDrift attribution) {
        Document document = Document.of(report);
        return written(new OfFiles(
                document.dataset, document.columns, attribution == null ? null : Attributed.of(attribution)));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record OfFiles(
            Dataset dataset, List<Scored> columns, @Nullable Attributed attribution) {}

    /** All figures but the gain in log-odds. */
    private record Attributed(
            double marginReference,
            double marginCurrent,
            double move,
            @Nullable Double ndcg,
            double threshold,
            boolean drifted,
            List<Moved> features) {

        private record Moved(
                String name,
                double reference,
                double current,
                double move,
                @Nullable Double pValue,
                boolean moved) {}

        static Attributed of(AttributionDrift drift) {
            return new Attributed(
                    drift.referenceMargin(),
                    drift.currentMargin(),
                    drift.move(),
                    drift.gain(),
                    AttributionDrift.LEAST_GAIN,
                    drift.drifted(),
                    drift.features().stream()
                            .map(feature -> new Moved(
                                    feature.move().feature(),
                                    feature.move().reference(),
                                    feature.move().current(),
                                    feature.move().move(),
                                    feature.pValue(),
                                    feature.moved()))
                            .toList());
        }
    }

    /** As {@link Attributed}, but without tests: of the reference its means are known alone. */
    private record Moved(double marginReference, double marginCurrent, double move, List<Feature> features) {

        private record Feature(String name, double reference, double current, double move) {}

        static Moved of(MarginMove margin) {
            return new Moved(
                    margin.reference(),
                    margin.current(),
                    margin.move(),
                    margin.features().stream()
                            .map(feature -> new Feature(
                                    feature.feature(), feature.reference(), feature.current(), feature.move()))
                            .toList());
        }
    }

    private static Map<String, Double> unseen(Compared compared) {
        Map<String, Double> ratios = new TreeMap<>();
        BatchFigures.of(compared).features().stream()
                .filter(feature -> feature.unseenRatio() != null)
                .forEach(feature -> ratios.put(feature.name(), feature.unseenRatio()));
        return ratios;
    }

    /**
     * What {@link #write(Compared, Verdict)} wrote, as figures. A report of before there were ratios of unseen categories has none.
     *
     * @throws IllegalArgumentException if it is no report
     */
    public static BatchFigures figures(byte[] report) {
        try {
            OfBatch read = Json.MAPPER.readValue(report, OfBatch.class);
            return new BatchFigures(
                    read.columns().stream()
                            .map(column -> column.figures(read.dataset(), read.unseen()))
                            .toList(),
                    read.estimated());
        } catch (IOException | NullPointerException malformed) {
            throw new IllegalArgumentException("no drift report of a batch", malformed);
        }
    }

    private static String written(Object document) {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a drift report cannot be written", impossible);
        }
    }

    private record OfBatch(
            Dataset dataset,
            List<Scored> columns,
            Map<String, Importance> importance,
            Expected performanceEstimate,
            @Nullable Map<String, Double> unseenCategoryRatio,
            @Nullable Scored prediction,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Moved attribution,

            @Nullable Map<String, Distribution> distributions) {

        Map<String, Double> unseen() {
            return unseenCategoryRatio == null ? Map.of() : unseenCategoryRatio;
        }

        Map<String, Band> estimated() {
            Map<String, Band> figures = performanceEstimate.figures();
            return figures == null ? Map.of() : figures;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Expected(
            @Nullable Map<String, Band> figures, @Nullable String reason) {

        static Expected of(PerformanceEstimate estimate) {
            return switch (estimate) {
                case PerformanceEstimate.Estimated found -> {
                    Map<String, Band> figures = new TreeMap<>();
                    found.figures().forEach((figure, band) -> figures.put(figure.label(), band));
                    yield new Expected(figures, null);
                }
                case PerformanceEstimate.Refused refused -> new Expected(null, refused.reason());
            };
        }
    }

    private record Document(Dataset dataset, List<Scored> columns) {
        static Document of(DriftReport report) {
            return new Document(
                    Dataset.of(report), report.scores().stream().map(Scored::of).toList());
        }
    }

    private record Dataset(
            int testedColumns,
            int driftedColumnsCount,
            @Nullable Double dataDriftValue,
            long missingValueCount,
            long rowsReference,
            long rowsCurrent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {

        static Dataset of(DriftReport report) {
            boolean tested = report.testedColumns() > 0;
            return new Dataset(
                    report.testedColumns(),
                    report.driftedColumns(),
                    tested ? (Double) report.driftValue() : null,
                    report.missingValueCount(),
                    report.rowsReference(),
                    report.rowsCurrent(),
                    tested ? null : "no column could be tested");
        }
    }

    private record Scored(
            String name,
            String type,
            String method,
            @Nullable Double value,
            double threshold,
            boolean drifted,
            long missingReference,
            long missingCurrent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Simulated simulation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String approximation) {

        BatchFigures.Feature figures(Dataset dataset, Map<String, Double> unseen) {
            BatchFigures.Score score = value == null
                    ? null
                    : new BatchFigures.Score(DriftMethod.named(method).orElseThrow(), value, threshold);
            return new BatchFigures.Feature(
                    name, score, BatchFigures.ratio(missingCurrent, dataset.rowsCurrent()), unseen.get(name));
        }

        static Scored of(DriftScore score) {
            return switch (score) {
                case DriftScore.Measured measured ->
                    of(measured.tested(), measured.value(), measured.drifted(), null, Simulated.of(measured));
                case DriftScore.Undefined undefined -> of(undefined.tested(), null, false, undefined.reason(), null);
            };
        }

        private static Scored of(
                DriftScore.Tested tested,
                @Nullable Double value,
                boolean drifted,
                @Nullable String reason,
                @Nullable Simulated simulation) {
            return new Scored(
                    tested.column(),
                    tested.type().name().toLowerCase(Locale.ROOT),
                    tested.method().code(),
                    value,
                    tested.threshold(),
                    drifted,
                    tested.missingReference(),
                    tested.missingCurrent(),
                    reason,
                    simulation,
                    tested.approximation());
        }
    }

    private record Simulated(double distance, int permutations, double standardError, long rowsUsed) {

        static @Nullable Simulated of(DriftScore.Measured measured) {
            Simulation simulation = measured.simulation();
            return simulation == null
                    ? null
                    : new Simulated(
                            simulation.distance(),
                            simulation.permutations(),
                            simulation.standardError(),
                            simulation.rowsUsed());
        }
    }
}
