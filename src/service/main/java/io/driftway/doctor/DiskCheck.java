package io.driftway.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether there is room where the program writes files. */
public final class DiskCheck implements Check {

    private static final String SUBJECT = "disk";

    /**
     * A folder that is written to.
     *
     * @param folder need not be there yet
     * @param purpose what for, after "for"
     * @param leastMb of free space that it should have
     */
    public record Room(Path folder, String purpose, long leastMb) {}

    private final List<Room> rooms;

    public DiskCheck(List<Room> rooms) {
        this.rooms = List.copyOf(rooms);
    }

    @Override
    public List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<String> well = new ArrayList<>();
        for (Room room : rooms) {
            Path there = nearest(room.folder());
            String what = room.folder() + ", for " + room.purpose();
            if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
                findings.add(Finding.fault(
                        SUBJECT, "cannot write to " + what, "make it a folder that this user may write to"));
                continue;
            }
            long freeMb = Files.getFileStore(there).getUsableSpace() >> 20;
            String free = String.format(Locale.ROOT, "%,d MB free in %s", freeMb, what);
            if (freeMb < room.leastMb()) {
                findings.add(Finding.warning(
                        SUBJECT, free, String.format(Locale.ROOT, "%,d MB should be; make room", room.leastMb())));
            } else {
                well.add(free);
            }
        }
        if (!well.isEmpty()) {
            findings.add(Finding.ok(SUBJECT, String.join("; ", well)));
        }
        return findings;
    }

    /** The folder itself, or the first above it that is there. */
    private static @Nullable Path nearest(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }
}
