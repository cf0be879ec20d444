package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.queue.QueueClient;
import io.driftway.Labelled;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.support.Azurite;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service with a queue. */
@ExtendWith(OutputCaptureExtension.class)
class QueueServiceIT {

    private static final String CANARY = "canary-of-a-message";

    private final Azurite azurite = Azurite.shared();

    private QueueClient queue(String name) {
        QueueClient queue = azurite.queue(name);
        queue.create();
        return queue;
    }

    private ConfigurableApplicationContext service(BlobContainerClient container, QueueClient queue, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string=" + azurite.connectionString(),
                "--driftway.queue.name=" + queue.getQueueName(),
                "--driftway.retrain.launcher=none"));
        settings.addAll(List.of(more));
        return Programs.service(Map.of(), settings.toArray(String[]::new));
    }

    private static double counted(ConfigurableApplicationContext service, String result) {
        return service.getBean(MeterRegistry.class)
                .get("driftway.queue.messages")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void whatNamesNoBatchLeavesTheQueueAndNothingOfItIsLogged(CapturedOutput output) {
        BlobContainerClient container = azurite.client().getBlobContainerClient("queue-" + UUID.randomUUID());
        QueueClient queue = queue("events-" + UUID.randomUUID());
        QueueClient aside = queue(queue.getQueueName() + "-poison");
        queue.sendMessage(Azurite.blobCreated(container.getBlobContainerName(), "verdicts/" + CANARY));
        queue.sendMessage(Azurite.blobCreated("other", "incoming/" + CANARY));
        queue.sendMessage(CANARY);

        try (ConfigurableApplicationContext service = service(container, queue)) {
            assertThat(service.getBean(CamelContext.class).getRoute("queue")).isNotNull();
            await().atMost(PATIENCE)
                    .until(() -> counted(service, "ignored") == 1 && counted(service, "set_aside") == 2);
        }

        assertThat(queue.getProperties().getApproximateMessagesCount()).isZero();
        assertThat(aside.peekMessages(32, null, Context.NONE))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.getBody().toString()).contains(CANARY));
        assertThat(output.getAll())
                .contains(
                        "\"message_id\":",
                        "a message of the queue is set aside",
                        "its blob is in another container or account")
                .doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threshold", "evidence"})
    void aBatchThatOnlyAMessageTellsOfHasItsVerdictAndItsMessageIsDeleted(String policy) throws IOException {
        BlobContainerClient container = azurite.client().getBlobContainerClient("queue-" + UUID.randomUUID());
        container.create();
        QueueClient queue = queue("events-" + UUID.randomUUID());
        String never = "0 0 0 1 1 ? 2099";

        try (ConfigurableApplicationContext service = service(
                container,
                queue,
                "--driftway.queue.retry=1s",
                "--driftway.decision.policy=" + policy,
                "--driftway.ingest.cron=" + never,
                "--driftway.ingest.whole-cron=" + never,
                "--driftway.promote.cron=* * * * * ?")) {
            Labelled labelled = Labelled.customers(800, 1);
            service.getBean(ModelRegistry.class)
                    .publishFirst(new BundleFiles()
                            .write(
                                    (Trained)
                                            Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                    DriftSettings.NONE));
            container.getBlobClient("incoming/july.csv").upload(BinaryData.fromBytes(Labelled.customersCsv(400, 2)));
            queue.sendMessage(Azurite.blobCreated(container.getBlobContainerName(), "incoming/july.csv"));

            ObjectStore store = service.getBean(ObjectStore.class);
            await("the verdict")
                    .atMost(PATIENCE)
                    .until(() -> store.list(Keys.VERDICTS).size() == 1);
            await("the message's end")
                    .atMost(PATIENCE)
                    .until(() -> queue.getProperties().getApproximateMessagesCount() == 0);
        }
    }
}
