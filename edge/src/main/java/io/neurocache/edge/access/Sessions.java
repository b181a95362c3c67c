package io.neurocache.edge.access;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that have shown the token once: a page cannot set a field on an event stream or a
 * navigation, but its browser sends a cookie.
 *
 * <p>At most {@value #MOST} at a time, the oldest goes; each ends after 12 hours, and all with the
 * process. Safe from any thread.
 */
public final class Sessions {
    /** What the cookie's name begins with. */
    private static final String COOKIE = "neurocache-session-";

    static final int MOST = 64;
    private static final Duration LIFE = Duration.ofHours(12);
    private static final int ID_BYTES = 16;
    private static final int NAME_BYTES = 4;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Its own: cookies do not tell ports apart, and several nodes may live on one host. */
    private final String cookie;

    /** When each ends, in milliseconds since the epoch; guarded by itself. */
    private final Map<String, Long> ends =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST;
                }
            };

    /** None so far. */
    public Sessions(Clock clock) {
        this.clock = clock;
        this.cookie = COOKIE + random(NAME_BYTES);
    }

    private String random(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    /**
     * Begins one.
     *
     * @param isSecure whether the browser may send it on encrypted connections alone
     * @return the value of the field {@code Set-Cookie}
     */
    public String begin(boolean isSecure) {
        String id = random(ID_BYTES);
        synchronized (ends) {
            ends.put(id, clock.millis() + LIFE.toMillis());
        }
        return cookie(id, LIFE.toSeconds(), isSecure);
    }

    /** Ends the one that a request belongs to, if any; the value of {@code Set-Cookie}. */
    public String end(RequestHead request, boolean isSecure) {
        idOf(request.fields())
                .ifPresent(id -> {
                    synchronized (ends) {
                        ends.remove(id);
                    }
                });
        return cookie("", 0, isSecure);
    }

    private String cookie(String value, long seconds, boolean isSecure) {
        return cookie
                + "="
                + value
                + "; Path=/; Max-Age="
                + seconds
                + "; HttpOnly; SameSite=Strict"
                + (isSecure ? "; Secure" : "");
    }

    /** Whether a request belongs to one that goes on. */
    boolean has(RequestHead request) {
        Optional<String> id = idOf(request.fields());
        if (id.isEmpty()) {
            return false;
        }
        synchronized (ends) {
            Long end = ends.get(id.get());
            return end != null && clock.millis() < end;
        }
    }

    private Optional<String> idOf(Fields fields) {
        for (String line : fields.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).trim().equals(cookie)) {
                    return Optional.of(pair.substring(equals + 1).trim());
                }
            }
        }
        return Optional.empty();
    }
}
