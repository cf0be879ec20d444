package io.driftway.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** Lists every attribute that Driftway sets on a span or its events. A test checks {@code docs/traces.md} against it. */
public enum SpanAttribute {
    BATCH("driftway.batch", "The batch's id"),
    BLOB("driftway.blob", "The blob's name"),
    ATTEMPT("driftway.attempt", "Which attempt at the batch this is"),
    ROWS("driftway.rows", "Rows"),
    MODEL("driftway.model", "The model's id"),
    SEQUENCE("driftway.sequence", "The promotion that put the model in service"),
    VERDICT("driftway.verdict", "stable, warning, breach, broken or inconclusive"),
    REASON(
            "driftway.reason",
            "Why the verdict is inconclusive, the batch was set aside, or the episode ended as it did"),
    DRIFT_VALUE("driftway.data_drift_value", "Share of drifted columns, in [0, 1]"),
    DRIFTED("driftway.drifted_columns_count", "Drifted columns"),
    FEATURE("driftway.feature", "The column that an event is about"),
    METHOD("driftway.method", "The statistic that compared it"),
    SCORE("driftway.drift_score", "What the statistic says"),
    THRESHOLD("driftway.threshold", "The statistic's threshold"),
    EPISODE("driftway.episode", "The episode's id"),
    RUN("driftway.run", "The episode's run, from 1"),
    STATE("driftway.episode_state", "How the episode ended: promoted, rejected or failed"),
    CHALLENGER("driftway.challenger", "The challenger's id"),
    CHECK("driftway.check", "A check of the gate"),
    PASSED("driftway.passed", "Whether the challenger passed it");

    private final String key;
    private final String description;

    SpanAttribute(String key, String description) {
        this.key = key;
        this.description = description;
    }

    public String key() {
        return key;
    }

    public String description() {
        return description;
    }

    public AttributeKey<String> text() {
        return AttributeKey.stringKey(key);
    }

    public AttributeKey<Long> count() {
        return AttributeKey.longKey(key);
    }

    public AttributeKey<Double> number() {
        return AttributeKey.doubleKey(key);
    }

    public AttributeKey<Boolean> flag() {
        return AttributeKey.booleanKey(key);
    }
}
