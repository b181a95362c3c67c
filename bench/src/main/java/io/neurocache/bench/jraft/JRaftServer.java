package io.neurocache.bench.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Serves puts and linearizable gets on 127.0.0.1 by SOFAJRaft with its own defaults: the log in
 * RocksDB and synced, reads by ReadIndex. Each server's own Raft port is its client port + 1000.
 *
 * <p>{@code JRaftServer DIRECTORY PORT ALL_PORTS}, the last with commas.
 */
public final class JRaftServer {
    private static final int RAFT_PORT_OFFSET = 1000;
    private static final int MAX_SERVERS = 64;
    private static final int BACKLOG = 4096;

    private JRaftServer() {}

    /** Starts, and runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int port = Integer.parseInt(arguments[1]);
        Configuration members = new Configuration();
        for (String each : arguments[2].split(",", MAX_SERVERS)) {
            members.addPeer(peer(Integer.parseInt(each)));
        }
        Table table = new Table();
        NodeOptions options = new NodeOptions();
        options.setInitialConf(members);
        options.setFsm(table);
        options.setLogUri(directory.resolve("log").toString());
        options.setRaftMetaUri(directory.resolve("meta").toString());
        options.setSnapshotUri(directory.resolve("snapshot").toString());
        options.setSnapshotIntervalSecs(0);
        RaftOptions raft = new RaftOptions();
        raft.setSync(true);
        options.setRaftOptions(raft);
        Node node = new RaftGroupService("bench", peer(port), options).start();
        serve(port, node, table);
    }

    private static PeerId peer(int port) {
        return new PeerId("127.0.0.1", port + RAFT_PORT_OFFSET);
    }

    private static void serve(int port, Node node, Table table) {
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        accepted.pipeline().addLast(new Port(node, table));
                                    }
                                })
                        .bind("127.0.0.1", port)
                        .syncUninterruptibly()
                        .channel();
        System.err.println("listens on " + channel.localAddress());
    }
}
