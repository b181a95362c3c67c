package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;

/** Whatever is written is one request with as many lines as it was given. */
class RequestWriterProperties {
    @Property(tries = 500)
    void noStringBecomesASecondLine(
            @ForAll @CharRange(from = 0, to = 300) String target,
            @ForAll @Size(max = 4) List<@CharRange(from = 0, to = 300) String> values) {
        Fields.Builder fields = Fields.builder();
        values.forEach(value -> fields.add("X", value));
        RequestHead head = new RequestHead("GET", "http", "a", "/" + target, fields.build());
        if (isRefused(head)) {
            return;
        }
        String text =
                RequestWriterTest.text(
                        RequestWriter.head(UnpooledByteBufAllocator.DEFAULT, head, 0, true));
        String[] lines = text.split("\r|\n|\r\n", -1);
        assertEquals(2 * (2 + values.size() + 2) - 1, lines.length);
        assertEquals("GET /" + target + " HTTP/1.1", lines[0]);
    }

    private static boolean isRefused(RequestHead head) {
        try {
            RequestWriter.check(head, 0);
            return false;
        } catch (IllegalArgumentException refused) {
            return true;
        }
    }
}
