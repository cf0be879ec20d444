package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
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
import org.junit.jupiter.api.Test;

/** The examination against Azurite. */
class DoctorIT {

    private final Azurite azurite = Azurite.shared();
    private final BlobServiceClient client = azurite.client();
    private final String container = "doctor-" + UUID.randomUUID();

    private List<String> doctor() {
        StringWriter out = new StringWriter();
        Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute(
                        "doctor",
                        "--driftway.store.kind=azure",
                        "--driftway.store.account=" + client.getAccountName(),
                        "--driftway.store.container=" + container,
                        "--driftway.store.connection-string=" + azurite.connectionString(),
                        "--driftway.retrain.launcher=process",
                        "--server.port=0");
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
