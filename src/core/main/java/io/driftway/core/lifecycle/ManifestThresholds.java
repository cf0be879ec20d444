package io.driftway.core.lifecycle;

import io.driftway.core.labels.OperatingThreshold;
import io.driftway.core.model.Calibration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the operating threshold of a model's manifest, or that of the settings if the manifest has none. */
public final class ManifestThresholds implements OperatingThreshold {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestThresholds.class);

    private final ModelRegistry registry;
    private final double otherwise;
    private final Map<String, Double> known = new ConcurrentHashMap<>();

    public ManifestThresholds(ModelRegistry registry, double otherwise) {
        this.registry = registry;
        this.otherwise = otherwise;
    }

    @Override
    public double of(String model) {
        return known.computeIfAbsent(model, this::read);
    }

    private double read(String model) {
        try {
            Calibration calibration = registry.load(model).model().manifest().calibration();
            return calibration == null ? otherwise : calibration.threshold();
        } catch (RuntimeException unreadable) {
            LOG.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("cause", unreadable.getMessage())
                    .log("the model's own threshold cannot be read; that of driftway.labels.threshold is used");
            return otherwise;
        }
    }
}
