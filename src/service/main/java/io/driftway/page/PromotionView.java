package io.driftway.page;

import io.driftway.core.ledger.Promotion;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import java.util.Locale;

/** A change of champion as the status page shows it. */
record PromotionView(long sequence, String at, String model, String kind, String who, String why, String auc) {

    static PromotionView of(Promotion promotion) {
        Quality metrics = promotion.metrics();
        double auc = metrics == null ? Double.NaN : metrics.of(Metric.AUC);
        return new PromotionView(
                promotion.sequence(),
                Shown.time(promotion.at()),
                Shown.shortly(promotion.model()),
                promotion.kind().name().toLowerCase(Locale.ROOT),
                promotion.who(),
                promotion.why(),
                Double.isNaN(auc) ? "–" : Shown.figure(auc));
    }
}
