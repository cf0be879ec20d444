package io.driftway.cli;

import java.util.function.Supplier;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.web.server.PortInUseException;

/** A start that a wrong setting stops is the user's affair: it is said in one line. */
final class Startup {

    private Startup() {}

    static <T> T orBadInput(Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException failure) {
            for (Throwable t = failure; t != null; t = t.getCause()) {
                if (t instanceof IllegalArgumentException
                        && t.getMessage() != null
                        && t.getMessage().startsWith("driftway.")) {
                    throw new BadInput(t.getMessage());
                }
            }
            for (Throwable t = failure; t != null; t = t.getCause()) {
                if (t instanceof PortInUseException port) {
                    throw new BadInput("port " + port.getPort()
                            + " is in use; name another: --port for the demo, --server.port= for the service");
                }
                if (t instanceof ConfigurationPropertiesBindException bind && bind.getCause() != null) {
                    throw new BadInput(String.valueOf(root(bind).getMessage()));
                }
            }
            throw failure;
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
