package io.driftway.core.ledger;

/** Classifies failures of a store. */
public interface StoreFailures {

    /** The version that was asked for was overwritten or deleted. */
    boolean versionGone(Throwable failure);

    /** The store, the network or the disk failed: it says nothing about the batch. */
    boolean isInfrastructure(Throwable failure);

    /** What a person can do about it; empty where there is nothing to say. */
    default String remedy(Throwable failure) {
        return "";
    }
}
