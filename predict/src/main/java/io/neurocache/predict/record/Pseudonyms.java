package io.neurocache.predict.record;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What clients are called in a record: the first 32 bits of HMAC-SHA-256 (RFC 2104) under a key
 * that is never written anywhere and replaced every {@value #HOURS} hours. Who has the record can
 * tell the requests of one client in one day, and neither who it was nor which he was the day
 * before. Confined to one thread.
 */
public final class Pseudonyms {
    private static final int HOURS = 24;
    private static final long LIFE_MILLIS = HOURS * 3_600_000L;
    private static final int REMEMBERED = 4_096;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecureRandom random;
    private final Mac mac;
    private final Map<Long, Integer> remembered =
            new LinkedHashMap<>(64, .75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private long since = Long.MIN_VALUE;

    /**
     * Makes some.
     *
     * @param random where keys come from
     */
    public Pseudonyms(SecureRandom random) {
        this.random = random;
        try {
            this.mac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * What a client is called at a time.
     *
     * @param client tells it from others
     * @param millis since the epoch; where the clock is set back, a new key is taken, too
     */
    public int of(long client, long millis) {
        if (since == Long.MIN_VALUE || millis - since >= LIFE_MILLIS || millis < since) {
            renewKey();
            since = millis;
        }
        Integer known = remembered.get(client);
        if (known == null) {
            byte[] code = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(client).array());
            known = ByteBuffer.wrap(code).getInt();
            remembered.put(client, known);
        }
        return known;
    }

    private void renewKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " takes any key", e);
        }
        remembered.clear();
    }
}
