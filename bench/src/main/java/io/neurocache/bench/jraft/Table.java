package io.neurocache.bench.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys, in memory. A log entry is the length of the key in two bytes, the key, the value.
 *
 * <p>Changed by SOFAJRaft's thread, read by the event loop.
 */
final class Table extends StateMachineAdapter {
    private final Map<ByteBuffer, byte[]> values = new ConcurrentHashMap<>();

    byte @Nullable [] get(byte[] key) {
        return values.get(ByteBuffer.wrap(key));
    }

    @Override
    public void onApply(Iterator entries) {
        Set<Port> answered = new LinkedHashSet<>();
        while (entries.hasNext()) {
            ByteBuffer entry = entries.getData();
            byte[] key = new byte[entry.getShort()];
            entry.get(key);
            byte[] value = new byte[entry.remaining()];
            entry.get(value);
            values.put(ByteBuffer.wrap(key), value);
            Closure done = entries.done();
            if (done instanceof Port.Put put) {
                put.written(entries.getIndex());
                answered.add(put.port());
            } else if (done != null) {
                done.run(Status.OK());
            }
            entries.next();
        }
        // One message to the loop for each connection, whatever the number of its answers.
        answered.forEach(Port::flush);
    }
}
