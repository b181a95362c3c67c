package io.neurocache.edge.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Preconditions (RFC 9110 §13): evaluates those of a client against a stored or own representation,
 * and writes those with which a cache validates at the origin (RFC 9111 §4.3). Stateless: safe from
 * any thread.
 */
public final class Conditional {

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String IF_MODIFIED_SINCE = "If-Modified-Since";
    private static final String IF_UNMODIFIED_SINCE = "If-Unmodified-Since";
    private static final String IF_RANGE = "If-Range";

    private Conditional() {}

    /** Whose representation is being compared. */
    public enum Role {
        /** Our own: every precondition counts. */
        ORIGIN,
        /** A stored one of an origin: If-Match and If-Unmodified-Since are not ours to judge. */
        CACHE
    }

    /** What the preconditions say. */
    public enum Outcome {
        /** Perform the method. */
        PROCEED,
        /** Answer 304. */
        NOT_MODIFIED,
        /** Answer 412. */
        PRECONDITION_FAILED
    }

    /** Says whether a request has a precondition on its target at all; If-Range is none. */
    public static boolean isConditional(Fields fields) {
        return fields.contains(IF_NONE_MATCH)
                || fields.contains(IF_MODIFIED_SINCE)
                || fields.contains(IF_MATCH)
                || fields.contains(IF_UNMODIFIED_SINCE);
    }

    /**
     * Evaluates the preconditions of a request in the order of RFC 9110 §13.2.2.
     *
     * @param selected the representation the request would get, or null where there is none
     */
    public static Outcome evaluate(
            RequestHead request, @Nullable ResponseHead selected, Role role, long nowMillis) {
        // §13.2.1: without the preconditions it would not be a success, so they do not count.
        if (selected != null && !Statuses.isSuccess(selected.status())) {
            return Outcome.PROCEED;
        }
        Fields wanted = request.fields();
        if (role == Role.ORIGIN && !originPreconditionsHold(wanted, selected, nowMillis)) {
            return Outcome.PRECONDITION_FAILED;
        }
        if (wanted.contains(IF_NONE_MATCH)) {
            if (noneMatches(wanted, selected)) {
                return Outcome.PROCEED;
            }
            return request.isRead() ? Outcome.NOT_MODIFIED : Outcome.PRECONDITION_FAILED;
        }
        boolean unmodified =
                selected != null
                        && request.isRead()
                        && !isModifiedSince(wanted, selected.fields(), nowMillis);
        return unmodified ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    private static boolean originPreconditionsHold(
            Fields wanted, @Nullable ResponseHead selected, long nowMillis) {
        if (wanted.contains(IF_MATCH)) {
            if (EntityTags.isStar(wanted, IF_MATCH)) {
                return selected != null;
            }
            String tag = selected == null ? null : selected.fields().first("ETag");
            return tag != null && EntityTags.anyStrongMatch(wanted, IF_MATCH, tag);
        }
        long since = HttpDate.parse(wanted, IF_UNMODIFIED_SINCE, nowMillis);
        if (since == HttpDate.INVALID) {
            return true;
        }
        if (selected == null) {
            return false;
        }
        // §13.1.4: ignored where there is no modification date to compare with.
        long modified = HttpDate.parse(selected.fields(), "Last-Modified", nowMillis);
        return modified == HttpDate.INVALID || modified <= since;
    }

    private static boolean noneMatches(Fields wanted, @Nullable ResponseHead selected) {
        if (selected == null) {
            return true;
        }
        if (EntityTags.isStar(wanted, IF_NONE_MATCH)) {
            return false;
        }
        String tag = selected.fields().first("ETag");
        return tag == null || !EntityTags.anyWeakMatch(wanted, IF_NONE_MATCH, tag);
    }

    /** True unless the date is valid and nothing is younger; RFC 9111 §4.3.2 falls back to Date. */
    private static boolean isModifiedSince(Fields wanted, Fields stored, long nowMillis) {
        if (!wanted.contains(IF_MODIFIED_SINCE)) {
            return true;
        }
        long since = HttpDate.parse(wanted, IF_MODIFIED_SINCE, nowMillis);
        String compared = stored.contains("Last-Modified") ? "Last-Modified" : "Date";
        long modified = HttpDate.parse(stored, compared, nowMillis);
        return since == HttpDate.INVALID || modified == HttpDate.INVALID || modified > since;
    }

    /**
     * Says whether a Range counts: without If-Range, or with one that names exactly the selected
     * representation, by strong comparison (RFC 9110 §13.1.5).
     */
    public static boolean rangeApplies(Fields wanted, Fields selected, long nowMillis) {
        String validator = wanted.first(IF_RANGE);
        if (validator == null) {
            return true;
        }
        if (wanted.count(IF_RANGE) != 1) {
            return false;
        }
        validator = Tokens.trim(validator);
        if (validator.startsWith("\"") || EntityTags.isWeak(validator)) {
            String tag = selected.first("ETag");
            return tag != null && EntityTags.strongMatch(validator, tag);
        }
        long since = HttpDate.parse(validator, nowMillis);
        long modified = HttpDate.parse(selected, "Last-Modified", nowMillis);
        return since != HttpDate.INVALID
                && since == modified
                && isStrongDate(selected, modified, nowMillis);
    }

    /** RFC 9110 §8.8.2.2: strong when the response is at least a second younger than the change. */
    private static boolean isStrongDate(Fields selected, long modified, long nowMillis) {
        long date = HttpDate.parse(selected, "Date", nowMillis);
        return date != HttpDate.INVALID && date - modified >= 1000;
    }

    /**
     * Returns the request that fetches a whole representation for the cache: the client's own
     * without its preconditions and its Range, which the cache answers itself afterwards.
     */
    public static RequestHead fillRequest(RequestHead client) {
        return client.withFields(withoutPreconditions(client.fields()).build());
    }

    /**
     * Returns the request that validates stored responses (RFC 9111 §4.3.1): the client's own with
     * the stored validators in place of its preconditions. The field lines that Vary names stay as
     * they are. With several candidates only their entity tags are sent: a date could not tell
     * which of them is meant.
     *
     * @param stored the candidates, most recent first; without validators this is {@link
     *     #fillRequest}
     */
    public static RequestHead validationRequest(RequestHead client, List<ResponseHead> stored) {
        Fields.Builder fields = withoutPreconditions(client.fields());
        StringBuilder tags = new StringBuilder();
        for (ResponseHead candidate : stored) {
            String tag = candidate.fields().first("ETag");
            if (tag != null) {
                tags.append(tags.isEmpty() ? "" : ", ").append(tag);
            }
        }
        if (!tags.isEmpty()) {
            fields.add(IF_NONE_MATCH, tags.toString());
        }
        String lastModified =
                stored.size() == 1 ? stored.getFirst().fields().first("Last-Modified") : null;
        if (lastModified != null) {
            fields.add(IF_MODIFIED_SINCE, lastModified);
        }
        return client.withFields(fields.build());
    }

    private static Fields.Builder withoutPreconditions(Fields fields) {
        return fields.toBuilder()
                .remove(IF_MATCH)
                .remove(IF_NONE_MATCH)
                .remove(IF_MODIFIED_SINCE)
                .remove(IF_UNMODIFIED_SINCE)
                .remove(IF_RANGE)
                .remove("Range");
    }

    /**
     * Returns the fields of a 304 made from a stored response (RFC 9110 §15.4.5): what guides the
     * client's cache and identifies the representation, without what describes content that is not
     * sent.
     */
    public static Fields notModifiedFields(Fields stored) {
        return stored.toBuilder()
                .remove("Content-Length")
                .remove("Content-Encoding")
                .remove("Content-Language")
                .remove("Content-Range")
                .remove("Content-Type")
                .build();
    }
}
