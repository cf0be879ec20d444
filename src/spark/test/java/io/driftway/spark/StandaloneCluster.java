package io.driftway.spark;

import static io.driftway.support.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** A master of Spark and its workers, each a process of its own on the loopback address, from the jars that this test runs with. */
final class StandaloneCluster implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final String address;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    StandaloneCluster(Path folder, int workers) throws IOException {
        home = Files.createDirectories(folder.resolve("spark"));
        Path jars = Files.createDirectories(home.resolve("jars"));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String jar : classPath.split(File.pathSeparator)) {
            Path file = Path.of(jar);
            if (isOfSpark(file.getFileName().toString()) && !Files.exists(jars.resolve(file.getFileName()))) {
                Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
            }
        }
        Files.writeString(home.resolve("RELEASE"), "Spark");
        int port = freePort();
        address = "spark://" + LOOPBACK + ":" + port;
        Path log = home.resolve("master.log");
        master = start(
                log,
                "org.apache.spark.deploy.master.Master",
                "--host",
                LOOPBACK,
                "--port",
                String.valueOf(port),
                "--webui-port",
                "0");
        says(master, log, "New state: ALIVE");
        for (int i = 0; i < workers; i++) {
            addWorker();
        }
    }

    /** What is Driftway's, and what only its jar brings, is not there before it comes with that jar. */
    private static boolean isOfSpark(String file) {
        return file.endsWith(".jar")
                && Stream.of("driftway", "azure-", "msal4j", "reactor-", "smile-", "picocli")
                        .noneMatch(file::startsWith);
    }

    /** Adds a worker, which has room for one executor of each of two applications. */
    void addWorker() throws IOException {
        int number = workers.size();
        Path log = home.resolve("worker-" + number + ".log");
        workers.add(start(
                log,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                LOOPBACK,
                "--cores",
                "2",
                "--memory",
                "1200m",
                "--webui-port",
                "0",
                "--work-dir",
                home.resolve("work-" + number).toString(),
                address));
        says(workers.getLast(), log, "Successfully registered");
    }

    private static void says(Process process, Path log, String words) throws IOException {
        await(words)
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || Files.readString(log).contains(words));
        if (!process.isAlive()) {
            throw new IOException("it ended at once: " + Files.readString(log));
        }
    }

    /** As kill -9 does to a worker and the executors that it has started. */
    void killWorker(int number) {
        List<ProcessHandle> family = workers.get(number).descendants().toList();
        workers.get(number).destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    String address() {
        return address;
    }

    /** Starts a program of Driftway's jar by {@code spark-submit}. */
    Process submit(Path log, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "--master",
                address,
                "--conf",
                "spark.driver.host=" + LOOPBACK,
                "--conf",
                "spark.driver.bindAddress=" + LOOPBACK,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.cores.max=2",
                "--class",
                program.getName(),
                System.getProperty("driftway.spark.jar")));
        command.addAll(List.of(arguments));
        return start(log, "org.apache.spark.deploy.SparkSubmit", command.toArray(String[]::new));
    }

    /** Returns a session of this process with the cluster. */
    SparkSession session(String name) {
        return SparkSession.builder()
                .master(address)
                .appName(name)
                .config("spark.driver.host", LOOPBACK)
                .config("spark.driver.bindAddress", LOOPBACK)
                .config("spark.ui.enabled", "false")
                .config("spark.executor.memory", "512m")
                .config("spark.cores.max", "2")
                .config("spark.jars", System.getProperty("driftway.spark.jar"))
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
    }

    /** Starts a class of Spark. */
    Process start(Path log, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-cp", home.resolve("jars") + "/*", main));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        environment(process.environment());
        Process started = process.start();
        // Where the tests are stopped before they close it.
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    private void environment(Map<String, String> environment) {
        environment.put("SPARK_HOME", home.toString());
        environment.put("SPARK_LOCAL_IP", LOOPBACK);
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("SPARK_CONF_DIR");
    }

    Path home() {
        return home;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < workers.size(); i++) {
            killWorker(i);
        }
        master.destroyForcibly();
    }
}
