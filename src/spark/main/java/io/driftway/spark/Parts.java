package io.driftway.spark;

import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.FileProfile;
import org.apache.spark.api.java.JavaRDD;

/** What the executors have counted, merged by executors two levels deep, so that the driver gets few of them. */
final class Parts {

    private static final int DEPTH = 2;

    private Parts() {}

    /**
     * @param parts as {@link PartialProfile#write} writes them
     * @param none the part without a row
     * @throws Unusable when a part is refused, or there is no row
     */
    static FileProfile.Summarised merged(JavaRDD<byte[]> parts, PartialProfile none, String name, Wanted wanted) {
        byte[] all = parts.getNumPartitions() == 0 ? none.write() : parts.treeReduce(Parts::both, DEPTH);
        return switch (PartialProfile.read(all).summary(name, wanted)) {
            case FileProfile.Summarised summarised -> summarised;
            case FileProfile.Refused refused -> throw new Unusable(refused.rejection());
        };
    }

    private static byte[] both(byte[] one, byte[] other) {
        return PartialProfile.read(one).merge(PartialProfile.read(other)).write();
    }
}
