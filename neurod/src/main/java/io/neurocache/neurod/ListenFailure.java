package io.neurocache.neurod;

import io.neurocache.edge.HostPort;
import io.neurocache.neurod.config.Option;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words what keeps a port from being listened on. Stateless; safe from any thread. */
final class ListenFailure {
    private static final int MAX_CAUSES = 8;

    private ListenFailure() {}

    /**
     * Says what failed and what to do.
     *
     * @param option that chooses another address
     */
    static StartException of(HostPort address, Option option, IOException e) {
        String detail = messages(e);
        String where = "cannot listen on " + address + ": ";
        String other = option.flag() + " HOST:PORT takes another";
        if (detail.contains("in use")) {
            String who = "ss -ltunp \"sport = :" + address.port() + "\" shows who has it; ";
            return new StartException(where + "address already in use", who + other, e);
        }
        if (detail.contains("permission denied")) {
            return new StartException(
                    where + "permission denied",
                    "ports below 1024 need CAP_NET_BIND_SERVICE; " + other,
                    e);
        }
        if (detail.contains("cannot assign") || detail.contains("unresolved")) {
            return new StartException(
                    where + "not an address of this machine",
                    "ip address shows them; 0.0.0.0 and [::] stand for all",
                    e);
        }
        return new StartException(
                "cannot start: " + DataDirectory.reason(e),
                "neurod --check-config with the same options tells whether they are the cause",
                e);
    }

    /** The sentence that tells lies in one of the causes: each layer puts its own around it. */
    private static String messages(IOException e) {
        StringBuilder messages = new StringBuilder();
        @Nullable Throwable cause = e;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            messages.append(cause).append('\n');
            cause = cause.getCause();
        }
        return messages.toString().toLowerCase(Locale.ROOT);
    }
}
