package io.driftway.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;

/**
 * What this process has allocated from the C library and not freed, as {@code mallinfo2(3)} of glibc counts it.
 * Unlike resident memory it does not move with the Java heap, whose size is left by the tests that ran before.
 */
final class NativeHeap {

    private static final StructLayout MALLINFO2 = MemoryLayout.structLayout(
            JAVA_LONG.withName("arena"),
            JAVA_LONG.withName("ordblks"),
            JAVA_LONG.withName("smblks"),
            JAVA_LONG.withName("hblks"),
            JAVA_LONG.withName("hblkhd"),
            JAVA_LONG.withName("usmblks"),
            JAVA_LONG.withName("fsmblks"),
            JAVA_LONG.withName("uordblks"),
            JAVA_LONG.withName("fordblks"),
            JAVA_LONG.withName("keepcost"));

    private NativeHeap() {}

    static boolean isReadable() {
        return Linker.nativeLinker().defaultLookup().find("mallinfo2").isPresent();
    }

    /** KiB in use, in the arenas and in blocks that were mapped by themselves. */
    static long allocatedKib() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counted = (MemorySegment) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(MALLINFO2))
                    .invokeExact((SegmentAllocator) arena);
            return (field(counted, "uordblks") + field(counted, "hblkhd")) / 1024;
        } catch (Throwable fault) {
            throw new AssertionError("mallinfo2 cannot be called", fault);
        }
    }

    private static long field(MemorySegment counted, String name) {
        return counted.get(JAVA_LONG, MALLINFO2.byteOffset(MemoryLayout.PathElement.groupElement(name)));
    }
}
