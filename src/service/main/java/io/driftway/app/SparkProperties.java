package io.driftway.app;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Which batches are counted on Spark, and who is asked to do it.
 *
 * @param fromBytes size from which a blob is counted on Spark; a folder with the file _SUCCESS in it then is one batch and is always counted there; 0B for none, and then each file of a
 *     folder is a batch
 * @param launcher {@code kubernetes} for a Job that runs spark-submit, {@code operator} for a SparkApplication of Kubeflow's Spark operator, {@code none} to wait for somebody who runs
 *     it
 * @param namespace namespace of the Jobs or applications
 * @param template manifest of the suspended CronJob, or of a SparkApplication; a Spring resource location
 * @param image image of them; if not set, the image in the template
 */
@ConfigurationProperties("driftway.spark")
public record SparkProperties(
        DataSize fromBytes,
        Launcher launcher,
        String namespace,
        String template,
        @Nullable String image) {

    /** What runs spark-submit. */
    public enum Launcher {
        KUBERNETES,
        OPERATOR,
        NONE
    }

    public SparkProperties {
        Setting.requireOne("driftway.spark.launcher", launcher, Launcher.class);
        if (fromBytes.isNegative()) {
            throw new IllegalArgumentException("driftway.spark.from-bytes cannot be negative, got " + fromBytes);
        }
    }

    boolean isOn() {
        return fromBytes.toBytes() > 0;
    }
}
