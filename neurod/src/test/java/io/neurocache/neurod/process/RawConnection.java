package io.neurocache.neurod.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client's connection that sends what it is told and reads when it is told. One thread. */
final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private final Socket socket = new Socket();

    /** Connects; a small receive buffer makes the server feel at once that nobody reads. */
    RawConnection(InetSocketAddress server, int receiveBufferBytes) throws IOException {
        socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server, TIMEOUT_MILLIS);
    }

    /** Sends lines, each with its CR LF. */
    RawConnection send(String... lines) throws IOException {
        String all = String.join("\r\n", lines) + "\r\n";
        socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Exactly so many bytes, or fewer at the end of the connection. */
    byte[] read(int bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes);
    }

    /** A head with its empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed within a head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Everything until the server closes or resets. */
    String readToEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int next = next(); next >= 0; next = next()) {
                all.append((char) next);
            }
        } catch (SocketException reset) {
            all.append("<reset>");
        }
        return all.toString();
    }

    private int next() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
