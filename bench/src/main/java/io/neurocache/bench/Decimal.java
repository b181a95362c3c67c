package io.neurocache.bench;

import io.netty.buffer.ByteBuf;

/** Numbers in digits, without garbage. No state. */
final class Decimal {
    private Decimal() {}

    /** Writes a number from 0. */
    static void write(ByteBuf out, long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int at = out.writerIndex();
        out.ensureWritable(digits);
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            out.setByte(at + i, (int) ('0' + rest % 10));
            rest /= 10;
        }
        out.writerIndex(at + digits);
    }
}
