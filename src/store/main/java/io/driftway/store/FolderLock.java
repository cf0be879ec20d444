package io.driftway.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Gives mutual exclusion by key, among threads and among processes of one machine. The kernel releases a lock when its process dies. Keys share
 * {@value #STRIPES} locks, so the number of lock files does not grow.
 */
final class FolderLock implements Closeable {

    private static final int STRIPES = 64;

    /** A process loses its file lock when it closes any channel on that file: only the holder of this lock opens one. */
    private static final ReentrantLock[] WITHIN_PROCESS =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private final ReentrantLock withinProcess;
    private final FileChannel amongProcesses;

    private FolderLock(ReentrantLock withinProcess, FileChannel amongProcesses) {
        this.withinProcess = withinProcess;
        this.amongProcesses = amongProcesses;
    }

    /** Waits for the key's lock and holds it until closed, by the same thread. */
    static FolderLock hold(Path folder, String key) throws IOException {
        int stripe = Math.floorMod(key.hashCode(), STRIPES);
        ReentrantLock withinProcess = WITHIN_PROCESS[stripe];
        withinProcess.lock();
        try {
            return new FolderLock(withinProcess, lock(folder.resolve(Integer.toString(stripe))));
        } catch (IOException | RuntimeException e) {
            withinProcess.unlock();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.lock();
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            amongProcesses.close();
        } finally {
            withinProcess.unlock();
        }
    }
}
