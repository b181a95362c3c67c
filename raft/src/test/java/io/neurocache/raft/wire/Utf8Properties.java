package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is done eight bytes at a time, against the JDK and against one at a time. */
class Utf8Properties {
    @Provide
    Arbitrary<byte[]> texts() {
        Arbitrary<Byte> bytes =
                Arbitraries.frequencyOf(
                        Tuple.of(20, Arbitraries.bytes().between((byte) 0x20, (byte) 0x7E)),
                        Tuple.of(2, Arbitraries.of((byte) '"', (byte) '\\', (byte) 0, (byte) 0x1F)),
                        Tuple.of(2, Arbitraries.bytes()));
        Arbitrary<byte[]> rough = bytes.array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> fine =
                Arbitraries.strings().ofMaxLength(30).map(text -> text.getBytes(UTF_8));
        return Arbitraries.oneOf(rough, fine);
    }

    @Property
    void validMeansWhatTheJdkSays(@ForAll("texts") byte[] bytes) {
        boolean valid = true;
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            valid = false;
        }

        assertEquals(valid, Utf8.isValid(bytes, 0, bytes.length));
    }

    @Property(tries = 300)
    void everyTwoLeadingBytesAreJudgedAsTheJdkJudgesThem(@ForAll byte first, @ForAll byte second) {
        for (byte third : new byte[] {(byte) 0x80, (byte) 0xBF, 'a'}) {
            validMeansWhatTheJdkSays(new byte[] {first, second, third, (byte) 0x80});
            validMeansWhatTheJdkSays(new byte[] {first, second, third});
            validMeansWhatTheJdkSays(new byte[] {first, second});
        }
    }

    @Property
    void plainTextEndsAtTheFirstByteThatIsNot(@ForAll("texts") byte[] bytes) {
        int end = 0;
        while (end < bytes.length
                && bytes[end] != '"'
                && bytes[end] != '\\'
                && (bytes[end] & 0xFF) >= ' ') {
            end++;
        }

        assertEquals(end, Utf8.endOfPlain(bytes, 0, bytes.length));
    }

    @Property
    void controlsAreWhatTheJdkCallsIsoControls(@ForAll String text) {
        byte[] bytes = text.getBytes(UTF_8);
        boolean controls = new String(bytes, UTF_8).codePoints().anyMatch(Character::isISOControl);

        assertEquals(controls, Utf8.hasControls(bytes, 0, bytes.length));
    }
}
