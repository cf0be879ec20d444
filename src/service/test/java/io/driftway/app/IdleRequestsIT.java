package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.storage.blob.BlobContainerClient;
import io.driftway.Labelled;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.stage.ChampionInService;
import io.driftway.support.Azurite;
import io.driftway.support.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What a service with nothing to do asks of the store: docs/azure.md reckons with it. */
class IdleRequestsIT {

    private static final Pattern LISTING = Pattern.compile("^GET \\S*prefix=([a-z-]+)");
    private static final Map<String, Long> ROUND = Map.of(
            "incoming", 1L, "verdicts", 4L, "episodes", 2L, "labels", 1L, "performance", 1L, "champion.json", 2L);

    @Test
    void aRoundOfAllTicksIsNineListingsAndTwoReads() throws IOException {
        Azurite azurite = Azurite.shared();
        BlobContainerClient container = azurite.client().getBlobContainerClient("idle-" + UUID.randomUUID());
        container.create();
        URI direct = URI.create(container.getBlobContainerUrl());
        try (FaultProxy counter = FaultProxy.before(direct);
                ConfigurableApplicationContext service = Programs.service(
                        Map.of(),
                        "--server.port=0",
                        "--driftway.store.kind=azure",
                        "--driftway.store.account=" + container.getAccountName(),
                        "--driftway.store.container=" + container.getBlobContainerName(),
                        "--driftway.store.connection-string="
                                + azurite.connectionString()
                                        .replace("http://" + direct.getAuthority(), counter.address()),
                        "--driftway.retrain.launcher=process",
                        "--driftway.ingest.cron=0/4 * * * * ?",
                        "--driftway.retrain.cron=1/4 * * * * ?",
                        "--driftway.labels.cron=2/4 * * * * ?",
                        "--driftway.promote.cron=3/4 * * * * ?")) {
            Labelled labelled = Labelled.customers(800, 1);
            service.getBean(ModelRegistry.class)
                    .publishFirst(new BundleFiles()
                            .write(
                                    (Trained)
                                            Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                    DriftSettings.NONE));

            await("the champion in service").atMost(PATIENCE).until(() -> service.getBean(ChampionInService.class)
                    .current()
                    .isPresent());
            counter.forget();
            await("a round in which no tick is late")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lastRound(counter)).isEqualTo(ROUND));
        } finally {
            container.delete();
        }
    }

    /** From one poll of the inbox to the next, the last that is whole; empty while there is none. */
    private static Map<String, Long> lastRound(FaultProxy counter) {
        List<String> asked = counter.asked();
        List<Integer> polls = IntStream.range(0, asked.size())
                .filter(i -> what(asked.get(i)).equals("incoming"))
                .boxed()
                .toList();
        return polls.size() < 2
                ? Map.of()
                : asked.subList(polls.get(polls.size() - 2), polls.getLast()).stream()
                        .collect(Collectors.groupingBy(IdleRequestsIT::what, Collectors.counting()));
    }

    private static String what(String request) {
        Matcher listing = LISTING.matcher(request);
        return listing.find() ? listing.group(1) : request.replaceAll("^GET \\S*/|\\?.*", "");
    }
}
