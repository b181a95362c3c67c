package io.neurocache.predict.next;

/** Inputs that go to the mixer as they are. */
final class Direct {
    /** The logarithm of the share among what is associated with the last four keys. */
    static final int ASSOCIATED = 0;

    static final int POPULARITY = 1;

    /** 1 for a key that the session has not asked for. */
    static final int NEW_TO_SESSION = 2;

    /** 1 for a key that the client has asked for, ever. */
    static final int KNOWN_TO_CLIENT = 3;

    /** The logarithm of the requests since anyone asked for it. */
    static final int AGE = 4;

    /** The share of the page's visits that ask for it, unless this one already has. */
    static final int EXPECTED = 5;

    static final int COUNT = 6;

    private Direct() {}
}
