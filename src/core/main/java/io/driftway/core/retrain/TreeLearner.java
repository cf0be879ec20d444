package io.driftway.core.retrain;

import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;

/**
 * Grows the trees of a model. {@link ServiceLoader} finds the implementation. Without one, everything but training works. The implementation that Driftway ships needs a library
 * under GPL-3.
 */
public interface TreeLearner {

    /** Returns the installed learner; empty if the class path has none. */
    static Optional<TreeLearner> installed() {
        return ServiceLoader.load(TreeLearner.class, TreeLearner.class.getClassLoader())
                .findFirst();
    }

    /** Returns library and algorithm, for the model's manifest. */
    String name();

    /**
     * Returns the settings that the trees are grown with, for the model's manifest.
     *
     * @param seed of the random samples
     */
    SortedMap<String, String> settings(long seed);

    /**
     * Takes in the rows to learn from. Nothing of what was given is held afterwards, so that a caller can let go of it before the trees grow, which takes most memory.
     *
     * @param features NaN where a value is missing
     * @param rows which of them to learn from, in this order
     * @param positive the label of each of these rows; both labels must occur
     */
    Lesson learn(Features features, int[] rows, boolean[] positive);

    /** Holds rows in the form that the learner needs. */
    interface Lesson {

        /**
         * Grows trees from all rows. The same rows, order and seed give the same trees, bit for bit.
         *
         * @param seed of the random samples
         */
        FlatTrees grow(long seed);
    }
}
