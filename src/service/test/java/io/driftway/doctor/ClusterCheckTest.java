package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.doctor.Finding.State;
import io.driftway.support.Program;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private final KubernetesMockServer server = new KubernetesMockServer(false);

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void end() {
        server.shutdown();
    }

    private Finding look() {
        return new ClusterCheck("driftway-retrain", server::createClient).look().getFirst();
    }

    private void answers(boolean... allowed) {
        for (boolean verb : allowed) {
            server.expect()
                    .post()
                    .withPath(REVIEWS)
                    .andReturn(
                            201,
                            new SelfSubjectAccessReviewBuilder()
                                    .withNewStatus()
                                    .withAllowed(verb)
                                    .endStatus()
                                    .build())
                    .once();
        }
    }

    @Test
    void theRightsAreAskedForByVerbInTheNamespace() throws InterruptedException {
        answers(true, true, true);

        assertThat(look().state()).isEqualTo(State.OK);
        for (String right : List.of("create jobs", "get jobs", "list pods")) {
            assertThat(server.takeRequest().getBody().readUtf8())
                    .contains(
                            "\"verb\":\"" + right.split(" ")[0] + "\"",
                            "\"resource\":\"" + right.split(" ")[1] + "\"",
                            "\"namespace\":\"driftway-retrain\"");
        }
    }

    @Test
    void aRightThatLacksIsAFaultThatNamesIt() {
        answers(false, true, false);

        assertThat(look()).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line())
                    .startsWith("may not create jobs, list pods in namespace driftway-retrain; bind the Role");
        });
    }

    @Test
    void aServerThatRefusesIsAFaultWithItsCode() {
        server.expect().post().withPath(REVIEWS).andReturn(401, null).always();

        assertThat(look()).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line()).contains("the API server gives no answer but 401");
        });
    }

    @Test
    void aServerThatIsNotThereIsAFaultThatSaysSo() {
        var nowhere = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + Program.freePort())
                .withRequestRetryBackoffLimit(0)
                .build();

        assertThat(new ClusterCheck("n", () -> new KubernetesClientBuilder()
                                .withConfig(nowhere)
                                .build())
                        .look()
                        .getFirst())
                .satisfies(finding -> {
                    assertThat(finding.state()).isEqualTo(State.FAULT);
                    assertThat(finding.line())
                            .contains("the API server gives no answer, ", "driftway.retrain.launcher=process");
                });
    }
}
