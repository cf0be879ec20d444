package io.driftway.stage;

import io.driftway.core.stream.Partition;
import io.driftway.core.stream.Window;
import io.driftway.core.stream.WindowWriter;
import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.SetAside;
import io.driftway.core.stream.WindowWriter.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes windows of a stream into the inbox, and tells of what is no row. */
public final class WindowStage {

    private static final Logger LOG = LoggerFactory.getLogger(WindowStage.class);

    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String REMEDY = "remedy";

    private final WindowWriter writer;
    private final Consumer<Written> told;
    private final Runnable setAside;
    private final Function<Throwable, String> remedy;

    /**
     * @param told is told of each window that was written or found
     * @param setAside runs for each record that was set aside
     * @param remedy what a person can do about a tick that failed
     */
    public WindowStage(
            WindowWriter writer, Consumer<Written> told, Runnable setAside, Function<Throwable, String> remedy) {
        this.setAside = setAside;
        this.writer = writer;
        this.told = told;
        this.remedy = remedy;
    }

    /**
     * Writes windows one after the other. If the store fails after some, they are returned, and the others wait for the next tick. After a window with another content than its object, no later
     * one of its partition is written: a person decides first.
     *
     * @return what was written, in order
     */
    public List<Written> write(List<Window> windows) {
        List<Written> done = new ArrayList<>();
        Set<Partition> halted = new HashSet<>();
        try {
            for (Window window : windows) {
                if (halted.contains(window.partition())) {
                    continue;
                }
                Written written = writer.write(window, this::tell);
                if (written.result() == Result.DIFFERS) {
                    halted.add(window.partition());
                }
                done.add(written);
                tell(written);
                told.accept(written);
            }
        } catch (RuntimeException failure) {
            if (done.isEmpty()) {
                throw failure;
            }
            LOG.atDebug().addKeyValue("written", done.size()).log("some windows are not written yet");
        }
        return done;
    }

    private void tell(SetAside poison) {
        LOG.atWarn()
                .addKeyValue(TOPIC, poison.partition().topic())
                .addKeyValue(PARTITION, poison.partition().number())
                .addKeyValue(OFFSET, poison.offset())
                .addKeyValue("reason", poison.reason())
                .addKeyValue("object", poison.key())
                .log("a record is set aside, it is no row");
        setAside.run();
    }

    private static void tell(Written written) {
        Window window = written.window();
        if (written.result() == Result.DIFFERS) {
            LOG.atError()
                    .addKeyValue(TOPIC, window.partition().topic())
                    .addKeyValue(PARTITION, window.partition().number())
                    .addKeyValue("object", written.key())
                    .addKeyValue("next", window.next())
                    .addKeyValue(
                            REMEDY,
                            "if the topic was made anew or is read with other settings, set driftway.window.name and start again; if the object is right, commit the offset in \"next\" for the group")
                    .log(
                            "a window has another content than its object in the inbox; its partition is not read any further");
        } else {
            LOG.atInfo()
                    .addKeyValue(TOPIC, window.partition().topic())
                    .addKeyValue(PARTITION, window.partition().number())
                    .addKeyValue(OFFSET, window.first())
                    .addKeyValue("next", window.next())
                    .addKeyValue("rows", window.rows())
                    .addKeyValue("tombstones", window.tombstones())
                    .addKeyValue("result", written.result().name().toLowerCase(Locale.ROOT))
                    .log("a window is done");
        }
    }

    /** Says why a tick failed. The next tick tries again. */
    public void failed(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.atError()
                .addKeyValue(
                        "cause", String.valueOf(failure).lines().findFirst().orElse(""))
                .addKeyValue(REMEDY, remedy.apply(failure))
                .log("a tick of the stream failed; the next tick tries again");
    }
}
