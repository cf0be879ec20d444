package io.driftway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class CausesTest {

    @Test
    void theInnermostCauseIsTheRoot() {
        IOException root = new IOException("disk full");
        UncheckedIOException middle = new UncheckedIOException(root);
        IllegalStateException outer = new IllegalStateException(middle);

        assertThat(Causes.of(outer)).containsExactly(outer, middle, root);
        assertThat(Causes.root(outer)).isSameAs(root);
    }

    @Test
    void aFailureWithoutACauseIsItsOwnRoot() {
        Exception alone = new Exception();

        assertThat(Causes.of(alone)).containsExactly(alone);
        assertThat(Causes.root(alone)).isSameAs(alone);
    }

    @Test
    void aChainThatLeadsBackToItselfEnds() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);

        assertThat(Causes.of(outer)).containsExactly(outer, inner);
        assertThat(Causes.root(outer)).isSameAs(inner);
    }
}
