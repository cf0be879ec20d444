package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    private static final Schema PLAN =
            new Schema(List.of(new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "full"))), null);
    private static final Schema FEE =
            new Schema(List.of(new Field("fee", ColumnType.NUM, Role.FEATURE, List.of())), null);

    @Test
    void aCategoryIsItsPlaceInTheSchemaWhateverTheDictionaryOfTheBatch() {
        Features features = features(PLAN, new CategoricalColumn("plan", List.of("full", "basic"), new int[] {0, 1}));
        assertThat(features.at(0, 0)).isEqualTo(1);
        assertThat(features.at(1, 0)).isZero();
    }

    @Test
    void anUnseenOrMissingCategoryIsNaN() {
        Features features = features(PLAN, new CategoricalColumn("plan", List.of("new"), new int[] {0, -1}));
        assertThat(features.at(0, 0)).isNaN();
        assertThat(features.at(1, 0)).isNaN();
    }

    @Test
    void aQuantityIsTheNearestFloat() {
        assertThat(features(FEE, new NumericColumn("fee", new double[] {29.85})).at(0, 0))
                .isEqualTo(29.85f);
    }

    @Test
    void aMissingInfiniteOrHugeQuantityIsNaN() {
        Features features =
                features(FEE, new NumericColumn("fee", new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e39}));
        assertThat(features.at(0, 0)).isNaN();
        assertThat(features.at(1, 0)).isNaN();
        assertThat(features.at(2, 0)).isNaN();
    }

    @Test
    void aColumnThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> features(FEE, new NumericColumn("price", new double[] {1})))
                .hasMessage("batch has no column fee");
    }

    @Test
    void aColumnOfAnotherTypeIsNamed() {
        assertThatThrownBy(() -> features(PLAN, new NumericColumn("plan", new double[] {1})))
                .hasMessage("batch: column plan is not CAT");
    }

    private static Features features(Schema schema, Column column) {
        return Features.of(new Batch("batch", List.of(column), column.size()), schema);
    }
}
