package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.ByteRanges.Multi;
import io.neurocache.edge.rules.ByteRanges.Single;
import io.neurocache.edge.rules.ByteRanges.Unsatisfiable;
import io.neurocache.edge.rules.ByteRanges.Whole;
import io.neurocache.edge.rules.VariantSet.Valid;
import io.neurocache.edge.rules.VariantSet.Variant;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What holds for all input: nothing throws, round trips, arithmetic against a naive model. */
class RulesProperties {

    private static final long NOW = Messages.NOW;

    /** Bits of HTTP in random order, which reach further into parsers than random chars do. */
    @Provide
    Arbitrary<String> scraps() {
        Arbitrary<String> known =
                Arbitraries.of(
                        "max-age",
                        "s-maxage",
                        "no-cache",
                        "private",
                        "=",
                        "\"",
                        ",",
                        " ",
                        ";",
                        "\\",
                        "bytes",
                        "-",
                        "0",
                        "9",
                        "99999999999999999999",
                        "W/",
                        "*",
                        "(",
                        ")",
                        ":",
                        "@",
                        "?1",
                        "%",
                        "\t",
                        "GMT",
                        "Sun, 06 Nov 1994",
                        "08:49:37",
                        "Sunday",
                        "06-Nov-94",
                        "\u00e9",
                        "\u0000",
                        "\r\n",
                        "/",
                        "..",
                        "chunked",
                        "http://a");
        Arbitrary<String> any = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(6);
        return Arbitraries.oneOf(known, any)
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Fields> fields() {
        Arbitrary<String> names =
                Arbitraries.of(
                        "Age",
                        "Cache-Control",
                        "CDN-Cache-Control",
                        "Connection",
                        "Content-Length",
                        "Content-Location",
                        "Date",
                        "ETag",
                        "Expires",
                        "Host",
                        "If-Match",
                        "If-Modified-Since",
                        "If-None-Match",
                        "If-Range",
                        "If-Unmodified-Since",
                        "Last-Modified",
                        "Location",
                        "Pragma",
                        "Range",
                        "Set-Cookie",
                        "Foo",
                        "Transfer-Encoding",
                        "Cache-Tag",
                        "Surrogate-Key");
        Arbitrary<Fields> one =
                Combinators.combine(names, scraps()).as((name, value) -> Fields.of(name, value));
        return one.list()
                .ofMaxSize(8)
                .map(lines -> {
                    Fields.Builder all = Fields.builder();
                    lines.forEach(all::addAll);
                    return all.build();
                });
    }

    @Property
    void parsersTakeAnyText(@ForAll("scraps") String text) {
        assertNotNull(Tokens.list(text));
        HttpDate.parse(text, NOW);
        assertNotNull(ByteRanges.parse(text, 100));
        assertNotNull(CacheControl.ofRequest(Fields.of("Cache-Control", text)));
        assertNotNull(CacheControl.ofResponse(Fields.of("CDN-Cache-Control", text)));
        UriReference.sameOriginTarget(Messages.get(), text);
        Authority.isValid(text);
        Tokens.unquote(text);
    }

    @Property
    void decisionsTakeAnyFields(
            @ForAll("fields") Fields requestFields,
            @ForAll("fields") Fields responseFields,
            @ForAll @IntRange(min = 100, max = 999) int status) {
        RequestHead request = Messages.get().withFields(requestFields);
        ResponseHead response = new ResponseHead(status, responseFields);
        Storability.Decision decision =
                Storability.decide(request, response, Messages.TIMES, StorePolicy.DEFAULT);
        if (decision instanceof Storability.Store(ResponseHead head, Freshness freshness)) {
            assertFalse(head.fields().contains("Connection"));
            assertFalse(head.fields().contains("Age"));
            assertTrue(HttpDate.parse(head.fields(), "Date", NOW) != HttpDate.INVALID);
            Reuse.decide(
                    CacheControl.ofRequest(requestFields), freshness, NOW, ReusePolicy.DEFAULT);
            Freshening.notModified(request, head, response, Messages.TIMES, StorePolicy.DEFAULT);
        }
        Conditional.evaluate(request, response, Conditional.Role.ORIGIN, NOW);
        ByteRanges.select(request, response, 50, NOW);
        Freshening.identified(List.of(response), response);
        Invalidation.targets(Messages.request("POST").withFields(requestFields), response);
        CacheTag.of(responseFields);
    }

    @Property
    void checksTakeAnyRequest(
            @ForAll Protocol protocol,
            @ForAll("scraps") String method,
            @ForAll("scraps") String target,
            @ForAll("fields") Fields fields) {
        RequestCheck.Result result =
                RequestCheck.check(
                        new RequestCheck.Received(protocol, "http", method, target, "", fields),
                        RequestCheck.Limits.DEFAULT);
        if (result instanceof RequestCheck.Accepted(RequestHead head, long _)) {
            assertTrue(head.target().startsWith("/") || head.target().equals("*"));
            assertTrue(head.fields().count("Host") <= 1);
        }
        assertNotNull(ResponseCheck.check(protocol, 200, fields));
    }

    @Property
    void datesSurviveARoundTrip(
            @ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long seconds) {
        String text = HttpDate.format(seconds * 1000);
        assertEquals(seconds * 1000, HttpDate.parse(text, NOW));
        assertEquals(
                DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                        .format(Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC)),
                text);
    }

    @Property
    void ageNeverFallsAndFreshnessNeverReturns(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long maxAge,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long age,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long elapsed) {
        Freshness freshness =
                Messages.freshness("Cache-Control", "max-age=" + maxAge, "Age", "" + age);
        long later = Messages.after(elapsed);
        assertTrue(freshness.currentAgeMillis(later) >= freshness.currentAgeMillis(NOW));
        assertFalse(freshness.isFresh(later) && !freshness.isFresh(NOW));
        assertEquals(
                freshness.isFresh(later),
                freshness.staleSeconds(later) == 0
                        && freshness.freshnessLifetimeMillis() > freshness.currentAgeMillis(later));
    }

    @Property
    void freshnessBytesNeverThrow(@ForAll @Size(max = 60) byte[] bytes) {
        Freshness read = Freshness.readFrom(MemorySegment.ofArray(bytes), 0);
        if (read != null) {
            ByteBuffer again = ByteBuffer.allocate(Freshness.ENCODED_BYTES);
            read.writeTo(again);
            assertEquals(ByteBuffer.wrap(bytes, 0, Freshness.ENCODED_BYTES), again.flip());
        }
    }

    @Property
    void variantBytesNeverThrow(@ForAll @Size(max = 80) byte[] bytes) {
        assertNotNull(VariantSet.decode(bytes));
    }

    @Property
    void variantSetsSurviveARoundTrip(
            @ForAll @Size(max = 40) List<@IntRange(max = 50) Integer> values) {
        VariantSet set = VariantSet.EMPTY;
        for (int i = 0; i < values.size(); i++) {
            Fields request = Fields.of("Foo", "v" + values.get(i));
            VaryKey key = VaryKey.of(Fields.of("Vary", "Foo"), request);
            set = set.with(new Variant(key, i, i)).set();
            Variant match = set.match(request);
            assertNotNull(match);
            assertEquals(i, match.variantId());
            assertTrue(set.variants().size() <= VariantSet.MAX_VARIANTS);
        }
        assertEquals(new Valid(set), VariantSet.decode(set.encode()));
    }

    @Provide
    Arbitrary<List<String>> rangeSpecs() {
        Arbitrary<Integer> offsets = Arbitraries.integers().between(0, 320);
        Arbitrary<String> closed =
                Combinators.combine(offsets, Arbitraries.integers().between(0, 90))
                        .as((first, more) -> first + "-" + (first + more));
        Arbitrary<String> open = offsets.map(first -> first + "-");
        Arbitrary<String> suffix = offsets.map(length -> "-" + length);
        return Arbitraries.oneOf(closed, open, suffix).list().ofMinSize(1).ofMaxSize(16);
    }

    @Property
    void rangesCoverWhatWasAskedForAndLittleMore(
            @ForAll("rangeSpecs") List<String> specs,
            @ForAll @IntRange(min = 1, max = 300) int length) {
        BitSet wanted = new BitSet();
        specs.forEach(spec -> wanted.or(naive(spec, length)));
        BitSet given = new BitSet();
        long bytes = 0;
        switch (ByteRanges.parse("bytes=" + String.join(",", specs), length)) {
            case Whole _ -> throw new AssertionError("valid ranges are never ignored");
            case Unsatisfiable _ -> assertTrue(wanted.isEmpty());
            case Single single -> bytes = add(single, given);
            case Multi(List<Single> parts) -> {
                for (Single part : parts) {
                    bytes += add(part, given);
                }
            }
        }
        assertEquals(given.cardinality(), bytes, "no byte is sent twice");
        assertTrue(given.length() <= length);
        BitSet missing = (BitSet) wanted.clone();
        missing.andNot(given);
        assertTrue(missing.isEmpty());
        assertOnlySmallGapsAreFilled(wanted, given);
    }

    private static void assertOnlySmallGapsAreFilled(BitSet wanted, BitSet given) {
        int extra = 0;
        for (int i = 0; i < given.length(); i++) {
            extra = given.get(i) && !wanted.get(i) ? extra + 1 : 0;
            assertTrue(extra <= ByteRanges.MERGE_GAP_BYTES);
        }
    }

    private static long add(Single part, BitSet given) {
        given.set((int) part.first(), (int) part.last() + 1);
        return part.length();
    }

    private static BitSet naive(String spec, int length) {
        int dash = spec.indexOf('-');
        BitSet bytes = new BitSet();
        for (int i = 0; i < length; i++) {
            boolean in;
            if (dash == 0) {
                in = i >= length - Integer.parseInt(spec.substring(1));
            } else {
                int first = Integer.parseInt(spec.substring(0, dash));
                boolean open = dash == spec.length() - 1;
                in = i >= first && (open || i <= Integer.parseInt(spec.substring(dash + 1)));
            }
            bytes.set(i, in);
        }
        return bytes;
    }

    @Property
    void listsOfTokensSurviveARoundTrip(
            @ForAll @Size(max = 8)
                    List<@AlphaChars @StringLength(min = 1, max = 5) String> tokens) {
        assertEquals(tokens, Tokens.list(String.join(" , ", tokens)));
    }

    @Property
    void statusHitsAreTheSameAsTextAndBytes(@ForAll long ttl) {
        byte[] target = new byte[CacheStatus.MAX_HIT_BYTES];
        int end = CacheStatus.writeHit(target, 0, ttl);
        assertEquals(
                new CacheStatus.Hit(ttl).after(null),
                new String(target, 0, end, StandardCharsets.ISO_8859_1));
    }
}
