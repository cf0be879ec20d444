package io.driftway.spark;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The champion of a store, loaded once in each process. */
final class Model {

    private static final Map<ChampionPointer, Champion> LOADED = new ConcurrentHashMap<>();

    private Model() {}

    /** @throws Unusable when there is no champion */
    static ChampionPointer current(ObjectStore store) {
        ChampionPointer pointer = new Champions(store, new JsonRecords())
                .current()
                .map(Champions.Current::pointer)
                .orElseThrow(() ->
                        new Unusable("the store has no champion to score with; driftway publish makes the first one"));
        return new ChampionPointer(pointer.model(), pointer.reference(), pointer.schema(), pointer.sequence(), null);
    }

    /** @throws Unusable when it cannot be loaded here */
    static Champion of(StoreAddress address, ChampionPointer pointer) {
        return LOADED.computeIfAbsent(pointer, named -> load(address.open(), named));
    }

    private static Champion load(ObjectStore store, ChampionPointer pointer) {
        JsonRecords records = new JsonRecords();
        ModelStore models = new ModelStore(store, new BundleFiles());
        try {
            return new ModelRegistry(models, new Champions(store, records), DriftSettings.NONE, Clock.systemUTC())
                    .load(pointer);
        } catch (BrokenBundle broken) {
            throw new Unusable(broken.line());
        } catch (MalformedRecord | IllegalStateException broken) {
            throw new Unusable(String.valueOf(broken.getMessage()));
        } catch (LinkageError missing) {
            throw new Unusable(
                    "model " + pointer.model()
                            + " is an ONNX model, and its runtime is not here; give spark-submit --packages com.microsoft.onnxruntime:onnxruntime");
        }
    }
}
