package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {
    @ParameterizedTest
    @CsvSource({
        "/, PAGE",
        "/a/b, PAGE",
        "/a.html, PAGE",
        "/a.HTM, PAGE",
        "/cgi-bin/x.pl, PAGE",
        "/x.gif, RESOURCE",
        "/x.woff2, RESOURCE",
        "/x.css?v=2, RESOURCE",
        "/film.mpg, OTHER",
        "/film.mpg?part=2, PAGE",
        "/v1.2/, PAGE",
        "/a., PAGE",
        "'', PAGE",
        "/x. gif, OTHER"
    })
    void theNameTellsTheKind(String key, Kind kind) {
        assertEquals(kind, Kind.ofKey(key));
    }
}
