package io.driftway.app;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Batches;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.format.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The labelled rows in the store: what the first champion was trained on, and what came since, oldest first. */
final class LabelledRows {

    private static final Logger LOG = LoggerFactory.getLogger(LabelledRows.class);

    private final ObjectStore store;

    LabelledRows(ObjectStore store) {
        this.store = store;
    }

    /** All of them, empty when there are none; a file that cannot be read is said and left out, and one without the target has nothing to teach. */
    Optional<Batch> read(Schema schema) {
        String target = schema.target().orElseThrow().name();
        List<Batch> parts = new ArrayList<>();
        for (String prefix : List.of(Keys.TRAINING, Keys.LABELLED)) {
            store.list(prefix).stream()
                    .sorted(Comparator.comparing(Version::lastModified).thenComparing(Version::key))
                    .forEach(version -> readOne(version, schema, target, parts));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(Batches.concat("labelled rows", parts));
    }

    private void readOne(Version version, Schema schema, String target, List<Batch> parts) {
        try (InputStream in = store.open(version.key(), version.etag()).orElse(null)) {
            if (in == null) {
                return;
            }
            switch (CsvReader.read(version.key(), in, schema)) {
                case Rejection rejection -> LOG.warn("left out of training: {}", rejection.line());
                case Batch batch -> {
                    if (batch.column(target).isPresent()) {
                        parts.add(batch);
                    } else {
                        LOG.warn("left out of training: {} has no column {}", version.key(), target);
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
