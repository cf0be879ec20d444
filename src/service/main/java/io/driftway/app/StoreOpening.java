package io.driftway.app;

import java.time.Duration;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Reads the state of the service from the store, and then starts the clock of the routes. No route polls before the store has answered: until
 * then the service is live and not ready. It asks again after one second at first and after 30 seconds at most, without end. It logs once for
 * each remedy, not once for each try.
 */
final class StoreOpening implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Runnable recall;
    private final CamelContext camel;
    private final Function<RuntimeException, String> remedy;
    private final Thread opening =
            Thread.ofPlatform().daemon().name("store-opening").unstarted(this::open);

    /**
     * @param recall what is read; it may be called again after it threw
     * @param remedy what a person can do about a failure of it
     */
    StoreOpening(Runnable recall, CamelContext camel, Function<RuntimeException, String> remedy) {
        this.recall = recall;
        this.camel = camel;
        this.remedy = remedy;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        opening.start();
    }

    private void open() {
        try {
            String told = "";
            Duration wait = FIRST_WAIT;
            for (RuntimeException failure = tried(); failure != null; failure = tried()) {
                told = tell(failure, told);
                Thread.sleep(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
            if (!told.isEmpty()) {
                LOG.atInfo().log("the store answers, the routes begin");
            }
            camel.getComponent("quartz", QuartzComponent.class).getScheduler().start();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (SchedulerException stopped) {
            LOG.atError().addKeyValue("cause", stopped.toString()).log("the routes cannot begin; restart the service");
        }
    }

    /** Answers why it failed, or null. */
    private @Nullable RuntimeException tried() throws InterruptedException {
        try {
            recall.run();
            return null;
        } catch (RuntimeException failure) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return failure;
        }
    }

    private String tell(RuntimeException failure, String told) {
        String advice = remedy.apply(failure);
        if (!advice.equals(told)) {
            LOG.atError()
                    .addKeyValue(
                            "cause",
                            String.valueOf(failure.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""))
                    .addKeyValue("remedy", advice)
                    .log("the service waits for its store, and asks again until it answers");
        }
        return advice;
    }

    @Override
    public void destroy() {
        opening.interrupt();
    }
}
