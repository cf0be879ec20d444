package io.driftway.crash;

import io.driftway.core.ledger.ObjectStore;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Puts the store and every step of every route of a service behind its gate. The settings name this class; nothing of the service does. */
@Configuration(proxyBeanMethods = false)
class Gated {

    static final String GATE = "crash.gate";

    private static Gate gate(Environment settings) {
        return Gate.GATES.get(settings.getRequiredProperty(GATE));
    }

    @Bean
    static BeanPostProcessor store(Environment settings) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof ObjectStore store ? new GatedStore(store, gate(settings)) : bean;
            }
        };
    }

    @Bean
    InterceptStrategy steps(Environment settings) {
        return (CamelContext context, NamedNode step, Processor target, Processor next) ->
                new Step(target, step.getId(), gate(settings));
    }

    private static final class Step extends DelegateAsyncProcessor {

        private final String call;
        private final Gate gate;

        Step(Processor target, String id, Gate gate) {
            super(target);
            this.call = "step " + id;
            this.gate = gate;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (!on(exchange, () -> gate.before(call))) {
                callback.done(true);
                return true;
            }
            return super.process(exchange, sync -> {
                on(exchange, () -> gate.after(call));
                callback.done(sync);
            });
        }

        private static boolean on(Exchange exchange, Runnable gate) {
            try {
                gate.run();
                return true;
            } catch (Gate.Killed killed) {
                exchange.setException(killed);
                return false;
            }
        }
    }
}
