package io.driftway.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * The native session of one model, of which there is at most one. It is closed when nobody uses it and either the model is retired or
 * nobody holds the model any more; never under a running batch. A batch that comes to a retired model opens the session again for as long
 * as it takes.
 */
final class Sessions implements Runnable {

    static final Cleaner CLEANER = Cleaner.create();

    private final byte[] model;
    private @Nullable OrtSession session;
    private int users;
    private boolean retired;

    Sessions(byte[] model) {
        this.model = model;
    }

    /** What may be done with a session while it is open. */
    @FunctionalInterface
    interface Use<T> {
        T with(OrtEnvironment environment, OrtSession session) throws OrtException;
    }

    <T> T use(Use<T> use) throws OrtException {
        OrtSession open = acquire();
        try {
            return use.with(environment(), open);
        } finally {
            release();
        }
    }

    synchronized void retire() {
        retired = true;
        closeIfUnused();
    }

    /** Nobody holds the model any more. */
    @Override
    public void run() {
        retire();
    }

    synchronized boolean isOpen() {
        return session != null;
    }

    private synchronized OrtSession acquire() throws OrtException {
        OrtSession open = session;
        if (open == null) {
            open = create();
            session = open;
        }
        users++;
        return open;
    }

    private synchronized void release() {
        users--;
        closeIfUnused();
    }

    private void closeIfUnused() {
        OrtSession open = session;
        if (retired && users == 0 && open != null) {
            session = null;
            try {
                open.close();
            } catch (OrtException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** One thread, the one that asks; no arena, so that memory goes back when the session does. */
    private OrtSession create() throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            return environment().createSession(model, options);
        }
    }

    private static OrtEnvironment environment() {
        return Environment.ONE;
    }

    /** Made at first use: making it loads the native library. */
    private static final class Environment {
        static final OrtEnvironment ONE =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "driftway");
    }
}
