package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Model;
import io.driftway.core.retrain.Contest;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.support.GeneratedSchema;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrossFitTest {

    private static final int ROWS = 600;
    private static final int KNOWN = 300;

    private static List<String> ids(Batch batch) {
        return batch.columns().stream()
                .filter(IdColumn.class::isInstance)
                .map(IdColumn.class::cast)
                .flatMap(ids -> Arrays.stream(ids.values()))
                .toList();
    }

    @Test
    void everyNewRowIsJudgedOnceAndByAModelThatDidNotSeeIt() {
        byte[] csv = new GeneratedData(ROWS, 1).batch(1, false, true);
        Schema schema = GeneratedSchema.of(csv);
        Batch labelled = (Batch) CsvReader.read("labelled", new ByteArrayInputStream(csv), schema);
        boolean[] fresh = new boolean[ROWS];
        Arrays.fill(fresh, KNOWN, ROWS, true);
        Model model = new BundleFiles()
                .write((Trained) Trainer.train(labelled, schema, Trainer.Options.DEFAULT), DriftSettings.NONE)
                .model();
        List<String> all = ids(labelled);
        Set<String> left = new HashSet<>();
        List<Integer> trainings = new ArrayList<>();

        Contest contest = new CrossFit(labelled, fresh, schema).contest(model, model, rows -> {
            Set<String> without = new HashSet<>(all);
            without.removeAll(ids(rows));
            assertThat(all.subList(0, KNOWN)).as("what the champion knows").doesNotContainAnyElementsOf(without);
            assertThat(left).as("left out by an earlier one").doesNotContainAnyElementsOf(without);
            left.addAll(without);
            trainings.add(rows.rows());
            return Trainer.prepare(rows, schema, Trainer.Options.DEFAULT);
        });

        assertThat(trainings).hasSize(4);
        assertThat(ids(contest.heldOut().rows())).containsExactlyElementsOf(all.subList(KNOWN, ROWS));
        assertThat(all.subList(KNOWN, ROWS)).containsAll(left);
    }
}
