package io.driftway.doctor;

import java.util.List;
import java.util.Locale;

/** The Java that this program runs on. */
public final class JavaCheck implements Check {

    private static final String SUBJECT = "java";
    private static final int LEAST_VERSION = 25;
    private static final int LEAST_HEAP_MB = 256;

    private final Runtime.Version version;
    private final String vendor;
    private final long heapMb;

    /** @param heapMb as large as the heap may become */
    public JavaCheck(Runtime.Version version, String vendor, long heapMb) {
        this.version = version;
        this.vendor = vendor;
        this.heapMb = heapMb;
    }

    @Override
    public List<Finding> look() {
        String what = String.format(Locale.ROOT, "%s of %s, a heap of up to %,d MB", version, vendor, heapMb);
        if (version.feature() < LEAST_VERSION) {
            return List.of(Finding.fault(SUBJECT, what, "install JDK " + LEAST_VERSION + " and point JAVA_HOME to it"));
        }
        return List.of(
                heapMb < LEAST_HEAP_MB
                        ? Finding.warning(SUBJECT, what, "give it more memory, or DRIFTWAY_JAVA_OPTS=-Xmx512m")
                        : Finding.ok(SUBJECT, what));
    }
}
