package io.neurocache.edge.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * Somebody on the way who forwards one connection of TLS 1.2, and cuts it with a plain TCP end
 * where the server ended TLS. Safe from any thread.
 */
final class Forwarder implements AutoCloseable {
    private static final int ALERT = 21;

    private final ServerSocket server;
    private final int targetPort;

    Forwarder(int targetPort) throws IOException {
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.targetPort = targetPort;
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (Socket client = server.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort)) {
            Thread.ofVirtual().start(() -> copy(client, target));
            InputStream in = target.getInputStream();
            for (byte[] head = in.readNBytes(5); head.length == 5; head = in.readNBytes(5)) {
                byte[] record = in.readNBytes(((head[3] & 0xff) << 8) | (head[4] & 0xff));
                if (head[0] == ALERT) {
                    break;
                }
                client.getOutputStream().write(head);
                client.getOutputStream().write(record);
                client.getOutputStream().flush();
            }
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException gone) {
            stop();
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (SocketException ended) {
            stop();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void stop() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
