package io.driftway.core.retrain;

import io.driftway.core.batch.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One retraining, from the breach that asks for it to its end. A champion has one episode for its reference and the promotion that put it in service, however many batches breach.
 * A champion that returns by a rollback begins a new episode.
 *
 * @param episodeId sha256 of champion, reference and sequence
 * @param champion the model in service when the breach was seen
 * @param reference what it was compared with
 * @param sequence the promotion that had put it in service; null in a record of before it was kept
 * @param batchId the verdict that justifies the present run; null where a person asked and no verdict did
 * @param traceparent the W3C trace context of that verdict, if it was traced
 * @param state where the episode stands
 * @param requests when each of its runs was asked for, oldest first; never empty
 * @param startedAt when its Job was created
 * @param endedAt when it ended
 * @param challenger the model that it made
 * @param reason why it ended as it did, for a person
 * @param checks what the gate found, empty where it was not asked
 * @param heartbeatAt when the trainer of the present run last told that it works; null where a Job tells of it, and before it has told
 * @param rows fingerprints of the labelled rows that its runs were rejected on, as far as a verdict had asked for them
 * @param files what the trainer of the last run that was rejected found to learn from, see {@link #wouldRepeat}; null where that does not
 *     matter, or is not known
 * @param cause of that verdict, as it is written in records; null where it names none
 * @param decision what a person decided about the challenger, null where nobody was asked or has answered
 */
public record Episode(
        String episodeId,
        String champion,
        String reference,
        @Nullable Long sequence,
        @Nullable String batchId,
        @Nullable String traceparent,
        State state,
        List<Instant> requests,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String challenger,
        @Nullable String reason,
        @Nullable List<GateCheck> checks,
        @Nullable Instant heartbeatAt,
        @Nullable List<String> rows,
        @Nullable String files,
        @Nullable String cause,
        @Nullable Decision decision) {

    /**
     * A person's answer, given once.
     *
     * @param approved whether the challenger is to become champion
     * @param who user and host
     * @param why a sentence
     */
    public record Decision(boolean approved, String who, String why, Instant at) {}

    public Episode {
        requests = List.copyOf(requests);
        checks = checks == null ? List.of() : List.copyOf(checks);
        rows = rows == null ? List.of() : List.copyOf(rows);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("episode " + episodeId + " has no request");
        }
    }

    /** Where an episode stands. */
    public enum State {
        /** Decided, no Job yet. */
        REQUESTED,
        /** A Job exists. */
        STARTED,
        /** The challenger passed the gate, and a person decides whether it becomes champion. */
        AWAITING_APPROVAL,
        /** The challenger is the champion now. */
        PROMOTED,
        /** The challenger did not pass the gate, or there was nothing to learn from. */
        REJECTED,
        /** The Job ended without a result. */
        FAILED
    }

    /** Returns the id of the episode of one promotion: the SHA-256 of model, reference and number of the promotion. */
    public static String id(String champion, String reference, long sequence) {
        return Sha256.of(champion, reference, Long.toString(sequence));
    }

    /**
     * Returns a new episode whose first run is requested.
     *
     * @param champion id of the model in service
     * @param reference SHA-256 of its reference profile
     * @param sequence number of the promotion that put it in service
     * @param batchId the batch whose verdict asks; null where a person does
     * @param traceparent the W3C trace context of that verdict, if it was traced
     */
    public static Episode request(
            String champion,
            String reference,
            long sequence,
            @Nullable String batchId,
            @Nullable String traceparent,
            Instant now) {
        return new Episode(
                id(champion, reference, sequence),
                champion,
                reference,
                sequence,
                batchId,
                traceparent,
                State.REQUESTED,
                List.of(now),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                null);
    }

    /** Never null: what an older release wrote has none. */
    @Override
    public List<GateCheck> checks() {
        return checks == null ? List.of() : checks;
    }

    /** Never null: what an older release wrote has none. */
    @Override
    public List<String> rows() {
        return rows == null ? List.of() : rows;
    }

    /** Whether another run would learn from what the last one was rejected on. */
    public boolean wouldRepeat(String found) {
        return state == State.REJECTED && found.equals(files);
    }

    /** The number of the present run, from 1. */
    public int run() {
        return requests.size();
    }

    /** Whether nothing more will come of the present run by itself. */
    public boolean ended() {
        return switch (state) {
            case REQUESTED, STARTED -> false;
            case AWAITING_APPROVAL, PROMOTED, REJECTED, FAILED -> true;
        };
    }

    /** Whether a person is asked and has not answered. */
    public boolean undecided() {
        return state == State.AWAITING_APPROVAL && decision == null;
    }

    /** Returns how long the present run took, from its Job to its end, or from its request if it had no Job. Zero before the run has ended. */
    public Duration duration() {
        Instant from = startedAt == null ? requests.getLast() : startedAt;
        return endedAt == null ? Duration.ZERO : Duration.between(from, endedAt);
    }

    /**
     * Returns this one after its Job was created.
     *
     * @throws IllegalStateException unless a run is requested and has no Job
     */
    public Episode started(Instant now) {
        require(state == State.REQUESTED, "started");
        return with(State.STARTED, requests, now, null, null, null);
    }

    /** The trainer works. */
    public Episode alive(Instant now) {
        require(state == State.STARTED, "alive");
        return with(now, checks(), rows(), files, decision);
    }

    /** When the trainer of the present run, or who started it, was last heard of. */
    public Instant lastSign() {
        return heartbeatAt != null ? heartbeatAt : startedAt != null ? startedAt : requests.getLast();
    }

    /** The trainer's word, with what the gate found: it also overrules a failure that was only concluded from outside. */
    public Episode promoted(String model, List<GateCheck> found, Instant now) {
        require(state != State.PROMOTED && state != State.REJECTED, "promoted");
        return with(State.PROMOTED, requests, startedAt, now, model, null).withChecks(found);
    }

    /** The trainer's word, like {@link #promoted}. */
    public Episode rejected(@Nullable String model, String why, Instant now) {
        return rejected(model, why, List.of(), now);
    }

    /** The trainer's word, with what the gate found. */
    public Episode rejected(@Nullable String model, String why, List<GateCheck> found, Instant now) {
        require(state != State.PROMOTED && state != State.REJECTED, "rejected");
        return with(State.REJECTED, requests, startedAt, now, model, why).withChecks(found);
    }

    /** The trainer's word: the challenger passed the gate and is for a person to decide on. */
    public Episode awaitingApproval(String model, List<GateCheck> found, Instant now) {
        require(state != State.PROMOTED && state != State.REJECTED, "put up for approval");
        return with(
                        State.AWAITING_APPROVAL,
                        requests,
                        startedAt,
                        now,
                        model,
                        "the challenger passed the gate; driftway models approve or reject decides")
                .withChecks(found);
    }

    /** A person's word, which is kept at once; what follows from it is a move of its own. */
    public Episode decided(Decision taken) {
        require(undecided(), "decided on");
        return with(heartbeatAt, checks(), rows(), files, taken);
    }

    /** The challenger, on which a person decided, is champion now. The run has ended when its trainer did. */
    public Episode approved() {
        require(state == State.AWAITING_APPROVAL, "promoted");
        return with(State.PROMOTED, requests, startedAt, endedAt, challenger, null)
                .with(heartbeatAt, checks(), rows(), files, decision);
    }

    /** The challenger is given up, by a person or because its champion is gone. */
    public Episode withdrawn(String why) {
        require(state == State.AWAITING_APPROVAL, "rejected");
        return with(State.REJECTED, requests, startedAt, endedAt, challenger, why)
                .with(heartbeatAt, checks(), rows(), files, decision);
    }

    /**
     * Returns this one after its run ended without a result.
     *
     * @param why for a person
     * @throws IllegalStateException when the run has ended already
     */
    public Episode failed(String why, Instant now) {
        require(!ended(), "failed");
        return with(State.FAILED, requests, startedAt, now, null, why);
    }

    /** Asks for another run of an episode that changed nothing. */
    public Episode again(Instant now) {
        require(state == State.REJECTED || state == State.FAILED, "run again");
        List<Instant> all = new ArrayList<>(requests);
        all.add(now);
        return with(State.REQUESTED, all, null, null, null, null);
    }

    private Episode with(
            State next,
            List<Instant> asked,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable String model,
            @Nullable String why) {
        return new Episode(
                episodeId,
                champion,
                reference,
                sequence,
                batchId,
                traceparent,
                next,
                asked,
                started,
                ended,
                model,
                why,
                null,
                null,
                rows,
                files,
                cause,
                null);
    }

    /**
     * This one with the verdict that asks for its present run.
     *
     * @param batch of the verdict
     * @param trace the W3C trace context of the verdict, if it was traced
     * @param why the verdict's cause, if it names one
     */
    public Episode askedBy(String batch, @Nullable String trace, @Nullable String why) {
        require(state == State.REQUESTED, "asked for");
        return new Episode(
                episodeId,
                champion,
                reference,
                sequence,
                batch,
                trace,
                state,
                requests,
                startedAt,
                endedAt,
                challenger,
                reason,
                checks(),
                heartbeatAt,
                rows(),
                files,
                why,
                decision);
    }

    private Episode withChecks(List<GateCheck> found) {
        return with(heartbeatAt, found, rows(), files, decision);
    }

    /**
     * This one with what its run has learnt from.
     *
     * @param fingerprint of the labelled rows, where no later run that a verdict asks for is to train on them again
     * @param found the files they were in; null where the next run may look at the same files again
     */
    public Episode learntFrom(@Nullable String fingerprint, @Nullable String found) {
        List<String> all = new ArrayList<>(rows());
        if (fingerprint != null && !all.contains(fingerprint)) {
            all.add(fingerprint);
        }
        return with(heartbeatAt, checks(), all, found, decision);
    }

    private Episode with(
            @Nullable Instant sign,
            List<GateCheck> found,
            List<String> learntFrom,
            @Nullable String foundFiles,
            @Nullable Decision taken) {
        return new Episode(
                episodeId,
                champion,
                reference,
                sequence,
                batchId,
                traceparent,
                state,
                requests,
                startedAt,
                endedAt,
                challenger,
                reason,
                found,
                sign,
                learntFrom,
                foundFiles,
                cause,
                taken);
    }

    private void require(boolean legal, String move) {
        if (!legal) {
            throw new IllegalStateException("episode " + episodeId + " is " + state + " and cannot be " + move);
        }
    }
}
