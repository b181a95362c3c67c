package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.after;
import static io.neurocache.edge.rules.Messages.date;
import static io.neurocache.edge.rules.Messages.get;
import static io.neurocache.edge.rules.Messages.ok;
import static io.neurocache.edge.rules.Messages.request;
import static io.neurocache.edge.rules.Messages.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Freshening.Outdated;
import io.neurocache.edge.rules.Freshening.ServeOnce;
import io.neurocache.edge.rules.Freshening.Updated;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §3.2, §4.3: validation and freshening")
class Rfc9111ValidationTest {

    /** The validation happens an hour after the response was stored. */
    private static final Times LATER = new Times(after(3600), after(3600));

    private static final ResponseHead STORED =
            ok(
                    "Cache-Control",
                    "max-age=60",
                    "Date",
                    date(0),
                    "ETag",
                    "\"a\"",
                    "Content-Length",
                    "36",
                    "Test-Header",
                    "old",
                    "Other",
                    "kept");

    private static List<Integer> identified(ResponseHead notModified, ResponseHead... stored) {
        return Freshening.identified(List.of(stored), notModified);
    }

    private static ResponseHead notModified(String... fields) {
        return response(304, fields);
    }

    private static Freshening.Result freshen(ResponseHead notModified) {
        return Freshening.notModified(get(), STORED, notModified, LATER, StorePolicy.DEFAULT);
    }

    private static Updated updated(String... fields) {
        return assertInstanceOf(Updated.class, freshen(notModified(fields)));
    }

    @Test
    @DisplayName("§4.3.4: a strong validator identifies all responses that have it")
    void strongValidator() {
        assertEquals(
                List.of(1, 2),
                identified(
                        notModified("ETag", "\"a\""),
                        ok("ETag", "\"b\""),
                        ok("ETag", "\"a\""),
                        ok("ETag", "\"a\"")));
    }

    @Test
    @DisplayName("§4.3.4: if none has the same strong validator, none is updated")
    void strongValidatorThatNobodyHas() {
        assertEquals(List.of(), identified(notModified("ETag", "\"x\""), ok("ETag", "\"a\"")));
        assertEquals(List.of(), identified(notModified("ETag", "\"a\""), ok("ETag", "W/\"a\"")));
        assertEquals(List.of(), identified(notModified("ETag", "\"a\""), ok()));
    }

    @Test
    @DisplayName("§4.3.4: a weak validator identifies the most recent match")
    void weakValidator() {
        assertEquals(
                List.of(1),
                identified(
                        notModified("ETag", "W/\"a\""),
                        ok("ETag", "\"b\""),
                        ok("ETag", "\"a\""),
                        ok("ETag", "W/\"a\"")));
        assertEquals(
                List.of(1),
                identified(
                        notModified("Last-Modified", date(-9)),
                        ok("Last-Modified", date(-8)),
                        ok("Last-Modified", date(-9))));
        assertEquals(
                List.of(), identified(notModified("Last-Modified", date(-9)), ok("ETag", "\"a\"")));
    }

    @Test
    @DisplayName("§4.3.4: without validator it speaks of the only stored response")
    void noValidator() {
        assertEquals(List.of(0), identified(notModified(), ok("ETag", "\"a\"")));
        assertEquals(List.of(), identified(notModified(), ok(), ok()));
        assertEquals(List.of(), identified(notModified()));
    }

    @ParameterizedTest
    @DisplayName("§3.2: fields of the new response replace all stored ones of the same name")
    @ValueSource(
            strings = {
                "Test-Header",
                "X-Content-Foo",
                "Content-Type",
                "Content-Location",
                "Expires",
                "Set-Cookie",
                "Clear-Site-Data"
            })
    void fieldsAreReplaced(String name) {
        Fields merged = updated(name, "new", name, "newer").head().fields();
        assertEquals(List.of("new", "newer"), merged.all(name));
        assertEquals("kept", merged.first("Other"));
    }

    @ParameterizedTest
    @DisplayName("§3.2: except Content-Length, and what says how the stored bytes are read")
    @ValueSource(strings = {"Content-Length", "Content-Encoding", "Content-Range"})
    void fieldsThatAreNotReplaced(String name) {
        assertEquals(STORED.fields().all(name), updated(name, "10").head().fields().all(name));
    }

    @Test
    @DisplayName("§3.2: except those that §3.1 excludes from storage")
    void fieldsThatAreNotStored() {
        Fields merged =
                updated("Connection", "X", "X", "1", "Keep-Alive", "5", "Age", "3").head().fields();
        assertFalse(merged.contains("X"));
        assertFalse(merged.contains("Keep-Alive"));
        assertFalse(merged.contains("Age"));
    }

    @Test
    @DisplayName("§4.3.4: freshness starts again, with the new Date, Age and directives")
    void freshnessStartsAgain() {
        Updated updated = updated("Cache-Control", "max-age=3600", "Date", date(3600), "Age", "10");
        assertEquals(3_600_000, updated.freshness().freshnessLifetimeMillis());
        assertEquals(10, updated.freshness().currentAgeSeconds(after(3600)));
        assertTrue(updated.freshness().isFresh(after(3601)));
    }

    @Test
    @DisplayName("RFC 9110 §6.6.1: a 304 without Date was made now")
    void notModifiedWithoutDate() {
        Updated updated = updated("ETag", "\"a\"");
        assertEquals(date(3600), updated.head().fields().first("Date"));
        assertEquals(0, updated.freshness().currentAgeSeconds(after(3600)));
        assertEquals(60_000, updated.freshness().freshnessLifetimeMillis());
    }

    @Test
    @DisplayName("§3: what must not be stored is served once")
    void servedOnce() {
        ServeOnce once =
                assertInstanceOf(
                        ServeOnce.class,
                        freshen(notModified("Cache-Control", "no-store", "Age", "9")));
        assertEquals(Storability.Reason.NO_STORE, once.reason());
        assertEquals("kept", once.head().fields().first("Other"));
        assertFalse(once.head().fields().contains("Age"));
    }

    @Test
    void aHeadRequestMayValidateToo() {
        Freshening.Result result =
                Freshening.notModified(
                        request("HEAD"), STORED, notModified(), LATER, StorePolicy.DEFAULT);
        assertInstanceOf(Updated.class, result);
    }

    private static Freshening.Result head(String... fields) {
        return Freshening.head(request("HEAD"), STORED, ok(fields), LATER, StorePolicy.DEFAULT);
    }

    @Test
    @DisplayName("§4.3.5: a HEAD with the same validators and length updates")
    void headUpdates() {
        Updated updated =
                assertInstanceOf(
                        Updated.class,
                        head(
                                "ETag",
                                "\"a\"",
                                "Content-Length",
                                "36",
                                "Test-Header",
                                "new",
                                "Cache-Control",
                                "max-age=1000"));
        assertEquals("new", updated.head().fields().first("Test-Header"));
        assertEquals("36", updated.head().fields().first("Content-Length"));
        assertTrue(updated.freshness().isFresh(after(3600 + 999)));
        assertInstanceOf(Updated.class, head("Test-Header", "2"));
    }

    @Test
    @DisplayName("§4.3.5: a HEAD that differs in any of them shows that it is outdated")
    void headInvalidates() {
        assertEquals(new Outdated(), head("ETag", "\"b\""));
        assertEquals(new Outdated(), head("Content-Length", "37"));
        assertEquals(new Outdated(), head("Last-Modified", date(0)));
    }

    @Test
    void otherStatusesOfHeadSayNothing() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        Freshening.head(
                                request("HEAD"),
                                STORED,
                                response(410),
                                LATER,
                                StorePolicy.DEFAULT));
    }
}
