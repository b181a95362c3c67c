package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerFieldsTest {
    private static Fields field(String value) {
        return Fields.of(PeerQuestion.NAME, value);
    }

    @Test
    void aQuestionIsReadAsItIsWritten() {
        PeerQuestion question = new PeerQuestion(2, 17);
        assertEquals("member=2, ordered=17", question.fieldValue());
        assertEquals(question, PeerQuestion.of(field(question.fieldValue())));
        assertNull(PeerQuestion.of(Fields.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "member=2",
                "ordered=17",
                "member=0, ordered=1",
                "member=2, ordered=-1",
                "member=4294967296, ordered=1",
                "member=\"2\", ordered=1",
                "member=2, ordered=1, \"",
            })
    void whatIsNoQuestionIsNone(String value) {
        assertNull(PeerQuestion.of(field(value)));
    }

    @Test
    void anAnswerIsReadAsItIsWritten() {
        PeerAnswer now = new PeerAnswer(1, PeerAnswer.NOW, true, false);
        PeerAnswer put = new PeerAnswer(3, 0, false, true);
        assertEquals("member=1, fetched", now.fieldValue());
        assertEquals("member=3, born=0, upload", put.fieldValue());
        assertEquals(now, PeerAnswer.of(field(now.fieldValue())));
        assertEquals(put, PeerAnswer.of(field(put.fieldValue())));
        assertNull(PeerAnswer.of(Fields.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "born=1",
                "member=0",
                "member=1, born=-1",
                "member=1, born=soon",
                "member=99999999999",
                "member=1; born=, 7",
            })
    void whatIsNoAnswerIsNone(String value) {
        assertNull(PeerAnswer.of(field(value)));
    }
}
