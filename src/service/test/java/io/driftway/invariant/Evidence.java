package io.driftway.invariant;

import io.driftway.core.decision.Budget;
import io.driftway.core.ledger.ObjectStore;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run has left behind, and what was seen of it meanwhile. Looked at when it has come to rest.
 *
 * @param store what is durable
 * @param account of the inbox
 * @param container of the inbox
 * @param jobs every Job that was ever created
 * @param opened how often the blob of each batch was opened; empty where that was not seen
 * @param earlier sha256 of records that were seen during the run, by key
 * @param logs what the processes wrote
 * @param scrapes the newest exposition of each process that runs now
 * @param secrets what may be nowhere but where it was put in
 * @param places folders that must be empty by now
 * @param drained how long the backlog took once nothing disturbed any more
 * @param bound how long it may take
 * @param budget of the evidence that decided
 * @param minimumRows a batch with fewer was inconclusive by itself
 */
public record Evidence(
        ObjectStore store,
        String account,
        String container,
        List<Job> jobs,
        Map<String, Integer> opened,
        Map<String, String> earlier,
        List<String> logs,
        List<String> scrapes,
        List<String> secrets,
        List<Path> places,
        Duration drained,
        Duration bound,
        Budget budget,
        long minimumRows) {

    /** Where batches come in. */
    static final String INBOX = "incoming/";

    /** How often a batch may fail. */
    static final int ATTEMPTS = 5;

    /** How often a process may end over a batch without a word. */
    static final int DEATHS = 20;

    /** Of the store alone, filled under the settings that a service has unless they are given. */
    public static Evidence of(ObjectStore store, String account, String container) {
        return new Evidence(
                store,
                account,
                container,
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO,
                Duration.ofMinutes(1),
                new Budget(1, 365, 1),
                100);
    }

    public Evidence withJobs(List<Job> all) {
        return new Evidence(
                store,
                account,
                container,
                all,
                opened,
                earlier,
                logs,
                scrapes,
                secrets,
                places,
                drained,
                bound,
                budget,
                minimumRows);
    }

    public Evidence withOpened(Map<String, Integer> counts) {
        return new Evidence(
                store,
                account,
                container,
                jobs,
                counts,
                earlier,
                logs,
                scrapes,
                secrets,
                places,
                drained,
                bound,
                budget,
                minimumRows);
    }

    public Evidence withEarlier(Map<String, String> records) {
        return new Evidence(
                store,
                account,
                container,
                jobs,
                opened,
                records,
                logs,
                scrapes,
                secrets,
                places,
                drained,
                bound,
                budget,
                minimumRows);
    }

    public Evidence withOutputs(List<String> logLines, List<String> expositions, List<String> canaries) {
        return new Evidence(
                store,
                account,
                container,
                jobs,
                opened,
                earlier,
                logLines,
                expositions,
                canaries,
                places,
                drained,
                bound,
                budget,
                minimumRows);
    }

    public Evidence withPlaces(List<Path> folders) {
        return new Evidence(
                store,
                account,
                container,
                jobs,
                opened,
                earlier,
                logs,
                scrapes,
                secrets,
                folders,
                drained,
                bound,
                budget,
                minimumRows);
    }

    public Evidence withBudget(Budget inForce, long rows) {
        return new Evidence(
                store, account, container, jobs, opened, earlier, logs, scrapes, secrets, places, drained, bound,
                inForce, rows);
    }

    public Evidence withDrained(Duration took, Duration mayTake) {
        return new Evidence(
                store,
                account,
                container,
                jobs,
                opened,
                earlier,
                logs,
                scrapes,
                secrets,
                places,
                took,
                mayTake,
                budget,
                minimumRows);
    }
}
