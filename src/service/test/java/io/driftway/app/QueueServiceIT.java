package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import io.driftway.support.Azurite;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service with a queue whose messages name no batch. */
@ExtendWith(OutputCaptureExtension.class)
class QueueServiceIT {

    private static final String CANARY = "canary-of-a-message";

    private final Azurite azurite = Azurite.shared();

    private QueueClient queue(String name) {
        QueueClient queue = new QueueClientBuilder()
                .connectionString(azurite.connectionString())
                .queueName(name)
                .buildClient();
        queue.create();
        return queue;
    }

    private static String created(String container, String name) {
        return """
                {"specversion": "1.0", "type": "Microsoft.Storage.BlobCreated", "source": "here",
                 "subject": "/blobServices/default/containers/%s/blobs/%s"}""".formatted(container, name);
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
        queue.sendMessage(created(container.getBlobContainerName(), "verdicts/" + CANARY));
        queue.sendMessage(created("other", "incoming/" + CANARY));
        queue.sendMessage(CANARY);

        try (ConfigurableApplicationContext service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string=" + azurite.connectionString(),
                "--driftway.queue.name=" + queue.getQueueName(),
                "--driftway.retrain.launcher=none")) {
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
}
