package io.neurocache.edge.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes datagrams on to a port that can change, as when the process behind an address was killed
 * and another one started: no farewell, no ICMP. Safe from any thread.
 */
final class UdpRelay implements AutoCloseable {
    private static final int MAX_PACKET_BYTES = 2048;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final DatagramSocket front;
    private final Map<SocketAddress, DatagramSocket> behind = new ConcurrentHashMap<>();
    private volatile int port;

    UdpRelay(int port) {
        this.port = port;
        try {
            front = new DatagramSocket(0, LOOPBACK);
            front.setReceiveBufferSize(1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("udp-relay").start(this::forwards);
    }

    int port() {
        return front.getLocalPort();
    }

    /** From now on everything goes to another port; 0 drops it. */
    void to(int other) {
        port = other;
    }

    private void forwards() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET_BYTES], MAX_PACKET_BYTES);
        while (receive(front, packet)) {
            SocketAddress client = packet.getSocketAddress();
            DatagramSocket socket = behind.computeIfAbsent(client, this::open);
            int target = port;
            if (target != 0) {
                send(socket, packet, new InetSocketAddress(LOOPBACK, target));
            }
        }
    }

    private DatagramSocket open(SocketAddress client) {
        try {
            DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
            socket.setReceiveBufferSize(1 << 20);
            Thread.ofPlatform()
                    .daemon()
                    .name("udp-relay-back")
                    .start(() -> backwards(socket, client));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void backwards(DatagramSocket socket, SocketAddress client) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_PACKET_BYTES], MAX_PACKET_BYTES);
        while (receive(socket, packet)) {
            if (packet.getPort() == port) {
                send(front, packet, client);
            }
        }
    }

    private static boolean receive(DatagramSocket socket, DatagramPacket packet) {
        packet.setLength(MAX_PACKET_BYTES);
        try {
            socket.receive(packet);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static void send(DatagramSocket from, DatagramPacket packet, SocketAddress to) {
        packet.setSocketAddress(to);
        try {
            from.send(packet);
        } catch (IOException lost) {
            // A lost packet: what QUIC is made for.
        }
    }

    @Override
    public void close() {
        front.close();
        behind.values().forEach(DatagramSocket::close);
    }
}
