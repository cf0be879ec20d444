package io.driftway.stage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Records on an exchange the id of the step that failed. When routes call each other, this is the innermost step. */
public final class FailedStep implements InterceptStrategy {

    /** The exchange property that holds the step's id. */
    static final String ID = "failedStep";

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, doneSync -> {
                    if (exchange.getException() != null && exchange.getProperty(ID) == null) {
                        exchange.setProperty(ID, step.getId());
                    }
                    callback.done(doneSync);
                });
            }
        };
    }
}
