package io.neurocache.neurod.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the operating system and the JVM say of this process. Safe from any thread. */
final class ProcessStatus {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /**
     * A size from the kernel's account of the process, in bytes; empty where there is none (not
     * Linux) or it cannot be read.
     *
     * @param name such as VmRSS or RssAnon
     */
    static OptionalLong kernelBytes(String name) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name + ":")) {
                    String digits = line.replaceAll("[^0-9]", "");
                    return OptionalLong.of(Long.parseLong(digits) * 1024);
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            // Absent on other systems, unreadable in some containers: then the metric is absent.
            return OptionalLong.empty();
        }
    }

    static long heapBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes of direct buffers the JVM knows of; Netty's own arenas come on top. */
    static long directBytes() {
        long sum = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                sum += pool.getMemoryUsed();
            }
        }
        return sum;
    }

    static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
