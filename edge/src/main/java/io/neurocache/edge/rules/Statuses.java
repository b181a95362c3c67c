package io.neurocache.edge.rules;

/** What status codes mean for a cache. Stateless: safe from any thread. */
final class Statuses {

    static final int OK = 200;
    static final int PARTIAL_CONTENT = 206;
    static final int NOT_MODIFIED = 304;

    private Statuses() {}

    /** RFC 9110 §15.1, without 206, which is not stored. */
    static boolean isHeuristicallyCacheable(int status) {
        return switch (status) {
            case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    /**
     * Says whether this cache knows what a status asks of it (RFC 9111 §5.2.2.3): the final codes
     * of RFC 9110 and of the registry that put no condition on reuse.
     */
    static boolean isUnderstood(int status) {
        return switch (status) {
            case 200, 201, 202, 203, 204, 205, 207, 208, 226 -> true;
            case 300, 301, 302, 303, 307, 308 -> true;
            case 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414, 415 -> true;
            case 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451 -> true;
            case 500, 501, 502, 503, 504, 505, 506, 507, 508, 511 -> true;
            default -> false;
        };
    }

    /** Says whether a response answers a precondition or a range and so only its own request. */
    static boolean answersOneRequest(int status) {
        return status == NOT_MODIFIED || status == 412 || status == 416;
    }

    static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /** RFC 5861 §4: the answers that count as an error of the origin. */
    static boolean isServerFailure(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }
}
