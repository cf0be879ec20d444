package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.drift.AttributionDrift;
import io.driftway.core.model.Attribution;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Model;
import io.driftway.core.model.ShapleyValues;
import java.nio.file.Path;
import java.util.List;

/**
 * Attributes the predictions of a model of trees for the rows of two files.
 *
 * @param schema of the model
 */
record Attributing(Schema schema, FlatTrees trees) {

    /** @throws BadInput when the bundle cannot be read, or its model has no trees */
    static Attributing by(Path bundle) {
        Model model = ReplayedFile.bundle(bundle).model();
        if (model.scorer() instanceof FlatTrees trees) {
            return new Attributing(model.manifest().schema(), trees);
        }
        throw new BadInput(bundle
                + ": an imported model has no trees that --attribution could follow; leave --attribution and --model"
                + " out, or train a model with driftway train");
    }

    /**
     * Compares attributions; trees follow the rows of the reference where a feature is not known.
     *
     * @throws BadInput when a file cannot be read as the model's schema says
     */
    AttributionDrift compare(Path reference, Path current) {
        Features known = features(reference);
        ShapleyValues shapley = new ShapleyValues(trees, trees.leaves(known, trees.trees()));
        List<Attribution> before = shapley.attributions(known, schema);
        return AttributionDrift.of(shapley.expectation(), before, shapley.attributions(features(current), schema));
    }

    private Features features(Path file) {
        Batch rows = DataFile.of(file).batch(schema);
        return Features.of(rows, schema);
    }
}
