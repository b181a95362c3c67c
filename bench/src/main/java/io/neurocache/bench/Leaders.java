package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds the server that leads, by asking each for its status. */
final class Leaders {
    private static final byte[] STATUS = "{\"id\":1,\"op\":\"status\"}".getBytes(US_ASCII);
    private static final int WAIT_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int PAUSE_MILLIS = 100;
    private static final int MAX_STATUS_BYTES = 64 << 10;

    private Leaders() {}

    /**
     * Waits until one of them leads.
     *
     * @throws IOException when none does within 30 s
     */
    static InetSocketAddress leaderOf(List<InetSocketAddress> servers)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() - end < 0) {
            for (InetSocketAddress server : servers) {
                if (leads(server)) {
                    return server;
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IOException("none of " + servers + " leads");
    }

    private static boolean leads(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(server, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(STATUS.length);
            out.write(STATUS);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 0 || length > MAX_STATUS_BYTES) {
                return false;
            }
            return new String(in.readNBytes(length), US_ASCII).contains("\"role\":\"leader\"");
        } catch (IOException e) {
            // It may be starting still: it is asked again.
            return false;
        }
    }
}
