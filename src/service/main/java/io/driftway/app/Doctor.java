package io.driftway.app;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.retrain.TreeLearner;
import io.driftway.doctor.ChampionCheck;
import io.driftway.doctor.Check;
import io.driftway.doctor.ClusterCheck;
import io.driftway.doctor.DiskCheck;
import io.driftway.doctor.DiskCheck.Room;
import io.driftway.doctor.Examination;
import io.driftway.doctor.Finding;
import io.driftway.doctor.InboxCheck;
import io.driftway.doctor.JavaCheck;
import io.driftway.doctor.PortCheck;
import io.driftway.doctor.QuarantineCheck;
import io.driftway.doctor.QueueCheck;
import io.driftway.doctor.StoreCheck;
import io.driftway.doctor.TelemetryCheck;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.Backoff;
import io.driftway.stage.BatchMemory;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.IngestStage;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.QuietPeriod;
import io.driftway.stage.Renewals;
import io.driftway.stage.Turns;
import io.driftway.store.AzureInbox;
import io.driftway.store.FolderInbox;
import io.driftway.store.FolderStore;
import io.driftway.store.HintQueue;
import io.driftway.store.QueueFailure;
import io.driftway.telemetry.SpanAccount;
import io.driftway.telemetry.Tracing;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** Chooses the checks of {@code doctor} from the settings. If the settings of a part are invalid, it reports that and does not check the part. */
final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SECONDS_A_CALL = 8;
    private static final int STORE_MB = 1_024;
    private static final int LOG_MB = 100;

    private final ConfigurableEnvironment environment;
    private final Clock clock;

    Doctor(ConfigurableEnvironment environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    List<Finding> findings() throws InterruptedException {
        Optional<StoreProperties> store = settings(StoreProperties.class);
        Optional<IngestProperties> ingest = settings(IngestProperties.class);
        List<Finding> findings = new ArrayList<>(new Examination(PATIENCE)
                .with(
                        "java",
                        new JavaCheck(
                                Runtime.version(),
                                System.getProperty("java.vendor"),
                                Runtime.getRuntime().maxMemory() >> 20))
                .with("settings", new SettingsReview(environment))
                .findings());
        if (store.isPresent() && ingest.isPresent()) {
            findings.addAll(store(store.get(), ingest.get()));
        }
        Examination others = new Examination(PATIENCE);
        store.ifPresent(there -> settings(QueueProperties.class)
                .filter(QueueProperties::isSet)
                .ifPresent(queue -> others.with("queue", queue(queue, there))));
        settings(RetrainProperties.class).ifPresent(retrain -> withLauncher(others, retrain));
        findings.addAll(others.with("telemetry", Doctor::telemetry)
                .with("disk", new DiskCheck(rooms(store, ingest)))
                .with("port", this::port)
                .findings());
        return findings;
    }

    private <T> Optional<T> settings(Class<T> group) {
        try {
            return Optional.of(SettingsReview.bind(environment, group));
        } catch (RuntimeException refused) {
            return Optional.empty();
        }
    }

    /** The store, and what is in it if it answers. */
    private List<Finding> store(StoreProperties settings, IngestProperties ingest) throws InterruptedException {
        ObjectStore store;
        try {
            store = open(settings);
        } catch (RuntimeException failure) {
            return List.of(
                    Finding.fault("store", String.valueOf(failure.getMessage()), StoreRemedy.of(failure, settings)));
        }
        String name = settings.kind() == StoreProperties.Kind.FOLDER
                ? "the folder " + settings.folder()
                : "the container " + settings.container() + " of " + settings.account();
        List<Finding> findings = new ArrayList<>(new Examination(PATIENCE)
                .with(
                        "store",
                        new StoreCheck(
                                name,
                                store,
                                failure -> StoreRemedy.of(failure, settings),
                                ingest.claimTimeout(),
                                clock))
                .findings());
        if (findings.getFirst().state() != Finding.State.FAULT) {
            findings.addAll(inStore(store, settings, ingest));
        }
        return findings;
    }

    /** What is in a store that answers. */
    private List<Finding> inStore(ObjectStore store, StoreProperties settings, IngestProperties ingest)
            throws InterruptedException {
        RecordFormat format = new JsonRecords();
        Champions champions = new Champions(store, format);
        Examination examination = new Examination(PATIENCE);
        settings(DriftProperties.class)
                .ifPresent(drift -> examination.with(
                        "champion",
                        new ChampionCheck(
                                champions,
                                new ModelRegistry(
                                                new ModelStore(store, new BundleFiles()),
                                                champions,
                                                drift.settings(),
                                                clock)::load)));
        Ledger ledger = new Ledger(store, format, ingest.rules(), clock);
        Supplier<List<BlobVersion>> pending = () -> {
            List<BlobVersion> listed = inbox(store, settings, ingest.prefix());
            return new IngestStage(
                            ledger,
                            new Renewals(ledger),
                            new ChampionInService(),
                            new Backoff(clock),
                            new QuietPeriod(ingest.settle(), clock),
                            name -> true,
                            Turns.any(ledger),
                            new BatchMemory(Long.MAX_VALUE),
                            ingest.maxBytes(),
                            LargeBatches.none())
                    .pending(listed);
        };
        return examination
                .with("inbox", new InboxCheck(pending, ledger::attempts, clock))
                .with("ledger", new QuarantineCheck(store, format, clock))
                .findings();
    }

    /** With one try a call: this is to answer soon. */
    private static ObjectStore open(StoreProperties settings) {
        return switch (settings.kind()) {
            case FOLDER -> new FolderStore(settings.requiredFolder());
            case AZURE -> {
                BlobServiceClient client =
                        StoreConfiguration.client(settings).retryOptions(once()).buildClient();
                StoreConfiguration.makeContainer(client, settings);
                yield StoreConfiguration.store(client, settings);
            }
        };
    }

    private static Check queue(QueueProperties queue, StoreProperties store) {
        return () -> {
            try {
                queue.check(store);
            } catch (IllegalArgumentException refused) {
                return List.of(Finding.fault(
                        "queue", String.valueOf(refused.getMessage()), "leave driftway.queue.name empty for a folder"));
            }
            HintQueue hints = QueueConfiguration.queue(queue, store, once());
            return new QueueCheck(
                            queue.name(),
                            hints.asideName(),
                            () -> {
                                hints.look();
                                return new QueueCheck.Counts(hints.waiting(), hints.setAside());
                            },
                            failure -> QueueFailure.behind(failure)
                                    .map(QueueFailure::remedy)
                                    .orElse(""))
                    .look();
        };
    }

    private static RequestRetryOptions once() {
        return new RequestRetryOptions(RetryPolicyType.FIXED, 1, SECONDS_A_CALL, null, null, null);
    }

    private static List<BlobVersion> inbox(ObjectStore store, StoreProperties settings, String prefix) {
        return switch (settings.kind()) {
            case FOLDER ->
                new FolderInbox(store, String.valueOf(settings.requiredFolder().getFileName()), prefix).versions();
            case AZURE -> new AzureInbox(settings.account(), settings.container()).versionsUnder(prefix, store);
        };
    }

    private void withLauncher(Examination examination, RetrainProperties retrain) {
        switch (retrain.launcher()) {
            case KUBERNETES ->
                examination
                        .with("template", template(retrain))
                        .with("cluster", new ClusterCheck(retrain.namespace(), Doctor::cluster));
            case NONE ->
                examination.with(
                        "trainer",
                        () -> List.of(Finding.ok(
                                "trainer", "off: driftway.retrain.launcher is none, and nothing is trained")));
            case PROCESS ->
                examination.with(
                        "trainer",
                        () -> List.of(
                                TreeLearner.installed().isPresent()
                                        ? Finding.ok("trainer", "a child process of this program, which can train")
                                        : Finding.fault(
                                                "trainer",
                                                "this program was packed without driftway-trainer and cannot train",
                                                "say driftway.retrain.launcher=kubernetes, or use the jar as it is built")));
        }
    }

    private Check template(RetrainProperties retrain) {
        return () -> {
            try {
                String image = LaunchConfiguration.retrainJob(retrain, new DefaultResourceLoader(), clock)
                        .image();
                return List.of(
                        image.contains("replace-me")
                                ? Finding.warning(
                                        "template",
                                        "the trainer's image is " + image,
                                        "put yours into the manifest, or into driftway.retrain.image")
                                : Finding.ok("template", retrain.template() + ", image " + image));
            } catch (IllegalArgumentException refused) {
                return List.of(Finding.fault(
                        "template",
                        String.valueOf(refused.getMessage()),
                        "k8s/base/retrain/cronjob.yaml is one that works"));
            }
        };
    }

    /** With one try a call, as for the store. */
    private static KubernetesClient cluster() {
        Config config = new ConfigBuilder()
                .withConnectionTimeout(SECONDS_A_CALL * 1_000)
                .withRequestTimeout(SECONDS_A_CALL * 1_000)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static List<Finding> telemetry() {
        try (Tracing followed = new Tracing("driftway", Version.OF_THIS_PROGRAM, new SpanAccount())) {
            return new TelemetryCheck(System::getenv).look();
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.fault(
                    "telemetry", String.valueOf(refused.getMessage()), "the service does not start with them"));
        }
    }

    private List<Room> rooms(Optional<StoreProperties> store, Optional<IngestProperties> ingest) {
        List<Room> rooms = new ArrayList<>();
        ingest.ifPresent(settings -> rooms.add(new Room(
                Path.of(System.getProperty("java.io.tmpdir")),
                "a batch of Parquet while it is read",
                settings.maxSize().toMegabytes())));
        store.flatMap(settings -> Optional.ofNullable(settings.folder()))
                .ifPresent(folder -> rooms.add(new Room(folder, "the store", STORE_MB)));
        Optional.ofNullable(environment.getProperty("logging.file.name"))
                .map(file -> Path.of(file).toAbsolutePath().getParent())
                .ifPresent(folder -> rooms.add(new Room(folder, "the log", LOG_MB)));
        return rooms;
    }

    private List<Finding> port() throws Exception {
        String address = environment.getProperty("server.address");
        return new PortCheck(
                        address == null ? null : InetAddress.getByName(address),
                        environment.getRequiredProperty("server.port", Integer.class),
                        environment.getRequiredProperty("management.server.port", Integer.class))
                .look();
    }
}
