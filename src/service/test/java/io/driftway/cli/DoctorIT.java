package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.queue.QueueClient;
import io.driftway.core.ledger.Keys;
import io.driftway.doctor.Finding;
import io.driftway.doctor.StoreCheck;
import io.driftway.store.AzureBlobStore;
import io.driftway.support.Azurite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examination against Azurite. */
class DoctorIT {

    private final Azurite azurite = Azurite.shared();
    private final BlobServiceClient client = azurite.client();
    private final String container = "doctor-" + UUID.randomUUID();

    private List<String> doctor(String... more) {
        StringWriter out = new StringWriter();
        List<String> words = Stream.concat(
                        Stream.of(
                                "doctor",
                                "--driftway.store.kind=azure",
                                "--driftway.store.account=" + client.getAccountName(),
                                "--driftway.store.container=" + container,
                                "--driftway.store.connection-string=" + azurite.connectionString(),
                                "--driftway.retrain.launcher=process",
                                "--server.port=0"),
                        Stream.of(more))
                .toList();
        Driftway.commandLine().setOut(new PrintWriter(out, true)).execute(words.toArray(String[]::new));
        return out.toString().lines().toList();
    }

    @Test
    void aContainerIsListedReadAndWrittenAndItsClockCompared() {
        for (int time = 0; time < 2; time++) {
            assertThat(doctor())
                    .anyMatch(line -> line.startsWith("ok       store      the container " + container))
                    .anyMatch(line -> line.startsWith("ok       clock "))
                    .anyMatch(line -> line.startsWith("fault    champion   there is none"))
                    .anyMatch(line -> line.equals("ok       inbox      nothing waits"));
        }
        client.getBlobContainerClient(container)
                .getBlobClient("incoming/july.csv")
                .upload(com.azure.core.util.BinaryData.fromString("a\n1\n"));

        assertThat(doctor()).anyMatch(line -> line.contains("1 batch waits, the oldest, incoming/july.csv"));
        assertThat(client.getBlobContainerClient(container).listBlobs().stream().map(blob -> blob.getName()))
                .containsExactlyInAnyOrder(Keys.PROBE, "incoming/july.csv");
    }

    @Test
    void aQueueIsCountedAndOneThatIsNotThereIsAFault() {
        String name = "doctor-" + UUID.randomUUID();
        assertThat(doctor()).noneMatch(line -> line.contains(" queue "));
        assertThat(doctor("--driftway.queue.name=" + name))
                .anyMatch(line -> line.equals("fault    queue      Azure Queue refused to look at messages of queue "
                        + name + ": 404 QueueNotFound; az storage queue create --account-name driftway --name " + name
                        + " --auth-mode login makes it"));

        queue(name).sendMessage("a");
        assertThat(doctor("--driftway.queue.name=" + name))
                .anyMatch(line -> line.equals("ok       queue      " + name + ": about 1 message waits, 0 set aside"));

        queue(name + "-poison").sendMessage("a");
        assertThat(doctor("--driftway.queue.name=" + name))
                .anyMatch(line -> line.equals("warning  queue      " + name
                        + ": about 1 message waits, 1 set aside; read them in the queue " + name
                        + "-poison, then delete them"));
    }

    private QueueClient queue(String name) {
        QueueClient queue = azurite.queue(name);
        queue.create();
        return queue;
    }

    @Test
    void aContainerThatIsNotThereIsAFault() {
        StoreCheck check = new StoreCheck(
                "it",
                new AzureBlobStore(client.getBlobContainerClient(container)),
                _ -> "make it",
                Duration.ofSeconds(30),
                Clock.systemUTC());

        assertThat(check.look()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(Finding.State.FAULT);
            assertThat(finding.line()).contains("404 ContainerNotFound", "make it");
        });
    }
}
