package io.driftway.telemetry;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.Model;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Counted;
import io.driftway.core.pipeline.Decided;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.GateReport;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** Chooses the attributes of a span from the result of a stage: figures and names, never a cell of a row. */
public final class SpanFacts {

    /** The event of a drifted column. */
    public static final String DRIFTED = "drifted";

    private SpanFacts() {}

    /** Adds what is known of the body; nothing where it is none of ours, or nobody listens. */
    public static void tell(Span span, @Nullable Object body) {
        if (!span.isRecording()) {
            return;
        }
        switch (body) {
            case BlobVersion blob ->
                span.setAttribute(SpanAttribute.BATCH.text(), blob.batchId())
                        .setAttribute(SpanAttribute.BLOB.text(), blob.name());
            case IncomingBatch incoming ->
                span.setAttribute(SpanAttribute.ROWS.count(), (long)
                                incoming.batch().rows())
                        .setAttribute(
                                SpanAttribute.MODEL.text(),
                                incoming.champion().model().id());
            case Counted counted ->
                span.setAttribute(
                                SpanAttribute.ROWS.count(),
                                counted.counts().profile().rows())
                        .setAttribute(
                                SpanAttribute.MODEL.text(),
                                counted.champion().model().id());
            case Compared compared -> tell(span, compared);
            case Decided judged -> tell(span, judged.verdict());
            case Committed decided -> tell(span, decided.verdict());
            case VerdictRecord verdict -> tell(span, verdict);
            case Rejection rejection ->
                span.setAttribute(
                                SpanAttribute.REASON.text(), rejection.reason().code())
                        .setStatus(StatusCode.ERROR, rejection.reason().code());
            case Episode episode -> tell(span, episode);
            case Long rows -> span.setAttribute(SpanAttribute.ROWS.count(), rows);
            case Model challenger -> span.setAttribute(SpanAttribute.CHALLENGER.text(), challenger.id());
            case GateReport report -> tell(span, report);
            case Promotion promotion ->
                span.setAttribute(SpanAttribute.MODEL.text(), promotion.model())
                        .setAttribute(SpanAttribute.SEQUENCE.count(), promotion.sequence());
            case null, default -> {
                // Nothing of ours.
            }
        }
    }

    private static void tell(Span span, Compared compared) {
        span.setAttribute(SpanAttribute.DRIFT_VALUE.number(), compared.data().driftValue())
                .setAttribute(
                        SpanAttribute.DRIFTED.count(), (long) compared.data().driftedColumns());
        for (DriftScore score : compared.data().scores()) {
            if (score instanceof DriftScore.Measured measured && measured.drifted()) {
                span.addEvent(
                        DRIFTED,
                        Attributes.of(
                                SpanAttribute.FEATURE.text(), measured.tested().column(),
                                SpanAttribute.METHOD.text(),
                                        measured.tested().method().code(),
                                SpanAttribute.SCORE.number(), measured.value(),
                                SpanAttribute.THRESHOLD.number(),
                                        measured.tested().threshold()));
            }
        }
    }

    private static void tell(Span span, VerdictRecord verdict) {
        span.setAttribute(SpanAttribute.VERDICT.text(), verdict.outcome())
                .setAttribute(SpanAttribute.MODEL.text(), verdict.champion().model())
                .setAttribute(SpanAttribute.ROWS.count(), verdict.dataset().rowsCurrent());
        Double drift = verdict.dataset().dataDriftValue();
        if (drift != null) {
            span.setAttribute(SpanAttribute.DRIFT_VALUE.number(), drift);
        }
        if (verdict.reason() != null) {
            span.setAttribute(SpanAttribute.REASON.text(), verdict.reason());
        }
    }

    private static void tell(Span span, GateReport report) {
        span.setAttribute(SpanAttribute.PASSED.flag(), report.passed());
        report.checks()
                .forEach(check -> span.addEvent(
                        "check",
                        Attributes.of(
                                SpanAttribute.CHECK.text(),
                                check.name(),
                                SpanAttribute.PASSED.flag(),
                                check.passed())));
    }

    private static void tell(Span span, Episode episode) {
        span.setAttribute(SpanAttribute.EPISODE.text(), episode.episodeId())
                .setAttribute(SpanAttribute.RUN.count(), (long) episode.run())
                .setAttribute(SpanAttribute.MODEL.text(), episode.champion());
        if (episode.ended()) {
            span.setAttribute(SpanAttribute.STATE.text(), episode.state().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (episode.challenger() != null) {
            span.setAttribute(SpanAttribute.CHALLENGER.text(), episode.challenger());
        }
        if (episode.reason() != null) {
            span.setAttribute(SpanAttribute.REASON.text(), episode.reason());
        }
    }
}
