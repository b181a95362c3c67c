package io.neurocache.edge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static Query query(String parameters, String... fields) throws Query.BadQuery {
        String target = "/wire" + parameters;
        return Query.of(new RequestHead("GET", "http", "localhost", target, Fields.of(fields)));
    }

    private static Line line(String type, int node) {
        return new Line(1, type, node, "", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?"})
    void whoAsksForNothingGetsEverything(String parameters) throws Exception {
        Query query = query(parameters);
        assertEquals(Query.NOTHING, query.after());
        assertEquals(Query.NOTHING, query.from());
        assertEquals(Long.MAX_VALUE, query.to());
        assertEquals(Query.USUAL_LIMIT, query.limit());
        assertFalse(query.isBatched());
        assertFalse(query.hasState());
        assertTrue(query.wants(line("vote", 3)));
    }

    @Test
    void everyParameterIsRead() throws Exception {
        Query query = query("?after=5&from=6&to=7&limit=8&types=a,node-up&node=9&batch=1&state=1");
        assertEquals(new Query(5, 6, 7, 8, Set.of("a", "node-up"), 9, true, true), query);
    }

    @Test
    void parametersMayBePercentEncoded() throws Exception {
        assertEquals(Set.of("leader", "vote"), query("?types=leader%2Cvote").types());
    }

    @Test
    void theFieldOfABrowserThatComesBackWinsOverItsQuery() throws Exception {
        assertEquals(9, query("?after=5", "Last-Event-ID", " 9 ").after());
        assertEquals(5, query("?after=5", "Last-Event-ID", "").after());
    }

    @Test
    void filtersLetSnapshotsThrough() throws Exception {
        Query query = query("?types=leader,vote&node=2");
        assertTrue(query.wants(line("leader", 2)));
        assertFalse(query.wants(line("leader", 3)));
        assertFalse(query.wants(line("commit", 2)));
        assertTrue(query.wants(line("snapshot", 1)));
    }

    @Test
    void noTypesAreAllAndOneNamedTwiceIsOne() throws Exception {
        assertTrue(query("?types=").wants(line("commit", 2)));
        assertEquals(Set.of("vote"), query("?types=vote,vote").types());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?after=x|after is a whole number",
                "?after=|after is a whole number",
                "?after|after is a whole number",
                "?after=-1|after is a whole number",
                "?after=+1|after is a whole number",
                "?after=1.5|after is a whole number",
                "?after=1234567890123456789|after is a whole number",
                "?after=١|after is a whole number",
                "?after=%zz|after is not percent-encoded as it must be",
                "?after=1&after=2|after comes twice",
                "?batch=yes|batch is 0 or 1",
                "?state=true|state is 0 or 1",
                "?limit=0|limit is a number from 1 to 100000",
                "?limit=100001|limit is a number from 1 to 100000",
                "?since=5|unknown parameter",
                "?node=1&&to=2|unknown parameter",
            })
    void whatCannotBeUnderstoodIsRefusedByName(String parameters, String why) {
        Query.BadQuery refusal = assertThrows(Query.BadQuery.class, () -> query(parameters));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(why), refusal::getMessage);
    }

    @Test
    void aLastEventThatIsNoNumberIsRefused() {
        assertThrows(Query.BadQuery.class, () -> query("", "Last-Event-ID", "abc"));
    }

    @Test
    void theNumberOfANodeThatCannotBeIsThatOfNobody() throws Exception {
        assertFalse(query("?node=99999999999").wants(line("vote", 3)));
    }
}
