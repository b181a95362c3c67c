package io.neurocache.predict.gpt;

/**
 * Hashes of a key and of parts of its path, the same in every process: they choose rows of trained
 * models. Safe from any thread.
 */
final class KeyPath {
    private KeyPath() {}

    /** Of the whole key. */
    static long hash(String key, long seed) {
        return hash(key, 0, key.length(), false, seed + 1);
    }

    /** Of the path up to its last slash. */
    static long directory(String key, long seed) {
        return hash(key, 0, lastSlash(key) + 1, false, seed + 2);
    }

    /** Of the first directory and the file's extension. */
    static long top(String key, long seed) {
        int end = pathEnd(key);
        int start = pathStart(key);
        int slash = key.indexOf('/', start + 1);
        long directory =
                hash(key, start, slash < 0 || slash > end ? start : slash, false, seed + 3);
        int dot = key.lastIndexOf('.', end - 1);
        int extension = dot > lastSlash(key) ? dot : end;
        return hash(key, extension, end, false, directory);
    }

    /**
     * Of the file's name with every run of digits as one: {@code p12-3.jpg} is {@code p9-9.jpg}.
     */
    static long pattern(String key, long seed) {
        return hash(key, lastSlash(key) + 1, pathEnd(key), true, seed + 4);
    }

    /** Where the path begins, behind scheme and host if there are any. */
    private static int pathStart(String key) {
        int scheme = key.indexOf("://");
        int slash = key.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return Math.max(slash, 0);
    }

    private static int pathEnd(String key) {
        int query = key.indexOf('?');
        return query < 0 ? key.length() : query;
    }

    private static int lastSlash(String key) {
        return key.lastIndexOf('/', pathEnd(key) - 1);
    }

    private static long hash(String key, int from, int to, boolean digitsAlike, long seed) {
        long hash = mix(seed);
        boolean inDigits = false;
        for (int i = from; i < to; i++) {
            char c = key.charAt(i);
            boolean isDigit = digitsAlike && c >= '0' && c <= '9';
            if (!isDigit || !inDigits) {
                hash = (hash ^ (isDigit ? '9' : c)) * 0x100000001B3L;
                hash ^= hash >>> 29;
            }
            inDigits = isDigit;
        }
        return mix(hash);
    }

    /** Variant 13 of Stafford's mixers for SplitMix64. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
