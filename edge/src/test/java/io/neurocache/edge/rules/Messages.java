package io.neurocache.edge.rules;

/** Builds heads for tests: valid by default, a test states only what differs. */
final class Messages {

    /** Sunday, 22 November 2026, 12:00:00 UTC. */
    static final long NOW = 1_795_348_800_000L;

    static final Times TIMES = new Times(NOW, NOW);

    private Messages() {}

    static RequestHead get(String... fields) {
        return request("GET", fields);
    }

    static RequestHead request(String method, String... fields) {
        return new RequestHead(method, "http", "example.com", "/dir/page?q=1", Fields.of(fields));
    }

    static ResponseHead ok(String... fields) {
        return response(200, fields);
    }

    static ResponseHead response(int status, String... fields) {
        return new ResponseHead(status, Fields.of(fields));
    }

    /** Returns an HTTP date some seconds from {@link #NOW}. */
    static String date(long secondsFromNow) {
        return HttpDate.format(NOW + secondsFromNow * 1000);
    }

    /** Returns a moment some seconds from {@link #NOW}. */
    static long after(long seconds) {
        return NOW + seconds * 1000;
    }

    static Freshness freshness(String... fields) {
        return Freshness.of(ok(fields), TIMES, StorePolicy.DEFAULT);
    }
}
