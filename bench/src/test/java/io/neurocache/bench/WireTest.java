package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final byte[] KEY = "key-1".getBytes(US_ASCII);
    private static final byte[] VALUE = "v".getBytes(US_ASCII);

    private final List<String> heard = new ArrayList<>();
    private final ByteBuf out = Unpooled.buffer();

    private void hear(long number, boolean isOk) {
        heard.add(number + (isOk ? " ok" : " failed"));
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static ByteBuf frame(String json) {
        return Unpooled.buffer().writeInt(json.length()).writeBytes(text(json));
    }

    @Test
    void aFrameIsWhatTheProtocolSays() {
        new JsonWire().put(out, 17, KEY, VALUE);
        String json = "{\"id\":17,\"op\":\"put\",\"key\":\"key-1\",\"value\":\"v\"}";
        assertEquals(frame(json), out);
    }

    @Test
    void framesAreReadOneByOneAndHalfOnesLeft() throws ProtocolException {
        ByteBuf in = frame("{\"id\":8,\"ok\":true,\"index\":3}");
        in.writeBytes(frame("{\"id\":7,\"ok\":false,\"error\":{}}"));
        in.writeBytes(frame("{\"id\":9,\"ok\":true}").readSlice(9));
        new JsonWire().read(in, out, this::hear);
        assertEquals(List.of("8 ok", "7 failed"), heard);
        assertEquals(9, in.readableBytes());
    }

    @Test
    void whatIsNoFrameEndsTheRun() {
        ByteBuf in = Unpooled.buffer().writeInt(-1);
        assertThrows(ProtocolException.class, () -> new JsonWire().read(in, out, this::hear));
    }

    @Test
    void redisAnswersInOrder() throws ProtocolException {
        RespWire wire = new RespWire();
        wire.get(out, 0, KEY);
        assertEquals(text("*2\r\n$3\r\nGET\r\n$5\r\nkey-1\r\n"), out);
        ByteBuf in = text("+OK\r\n$1\r\nv\r\n$-1\r\n-ERR\r\n$5\r\nab");
        wire.read(in, out, this::hear);
        assertEquals(List.of("0 ok", "1 ok", "2 failed", "3 failed"), heard);
        assertEquals(6, in.readableBytes());
    }

    @Test
    void etcdIsAnsweredItsPingsAndCountsAMessageAsAnAnswer() throws ProtocolException {
        EtcdWire wire = new EtcdWire();
        wire.put(out, 0, KEY, VALUE);
        wire.put(out, 1, KEY, VALUE);
        out.clear();
        ByteBuf in = Unpooled.buffer();
        in.writeMedium(5).writeByte(0).writeByte(0).writeInt(1).writeZero(5);
        in.writeMedium(0).writeByte(1).writeByte(5).writeInt(1);
        in.writeMedium(0).writeByte(1).writeByte(5).writeInt(3);
        in.writeMedium(8).writeByte(6).writeByte(0).writeInt(0).writeLong(42);
        wire.read(in, out, this::hear);
        assertEquals(List.of("0 ok", "1 failed"), heard);
        assertEquals(
                Unpooled.buffer()
                        .writeMedium(8)
                        .writeByte(6)
                        .writeByte(1)
                        .writeInt(0)
                        .writeLong(42),
                out);
    }
}
