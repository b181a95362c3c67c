package io.neurocache.neuroctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.FakeServer;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exit code, and what stands on stdout and stderr beside it. */
class NeuroctlIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void getPrintsTheBytesAndNothingElse() throws IOException {
        assertEquals(0, against(r -> new Reply.Found(r.id(), Bytes.utf8("123"), 17), "get", "a"));
        assertEquals("123", out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void getAsJsonIsOneObject() throws IOException {
        Bytes bytes = Bytes.wrap(new byte[] {(byte) 0xff, 0});
        assertEquals(0, against(r -> new Reply.Found(r.id(), bytes, 17), "get", "a", "--json"));
        assertEquals(
                "{\"key\":\"a\",\"value\":\"/wA=\",\"encoding\":\"base64\",\"index\":17,\"bytes\":2}\n",
                out.toString(UTF_8));
    }

    @Test
    void codesOfTheServerBecomeExitCodes() throws IOException {
        assertEquals(1, failing(ErrorCode.INVALID_REQUEST));
        assertEquals(3, failing(ErrorCode.NOT_FOUND));
        assertEquals(4, failing(ErrorCode.NO_LEADER));
        assertEquals(4, failing(ErrorCode.TIMEOUT));
        assertEquals(4, failing(ErrorCode.OVERLOADED));
        assertEquals(5, failing(ErrorCode.UNAUTHORIZED));
        assertTrue(err.toString(UTF_8).contains("error: "), err.toString(UTF_8));
        assertTrue(err.toString(UTF_8).contains("hint: "), err.toString(UTF_8));
        assertEquals("", out.toString(UTF_8));
    }

    @Test
    void aFailedCasSaysWhatIsThere() throws IOException {
        Content there = new Content.Value(Bytes.utf8("125"));
        assertEquals(
                6, against(r -> new Reply.CasFailed(r.id(), there, "no"), "cas", "a", "1", "2"));
        assertTrue(err.toString(UTF_8).contains("\"125\""), err.toString(UTF_8));
    }

    @Test
    void aClusterWithoutALeaderIsUnhealthy() throws IOException {
        Function<Request, Reply> follower =
                r ->
                        r instanceof Request.Members
                                ? new Reply.MembersTold(r.id(), List.of())
                                : new Reply.StatusTold(r.id(), HealthTest.status(1, "follower"));
        assertEquals(7, against(follower, "status", "--check"));
        assertTrue(
                out.toString(UTF_8).endsWith("cached objects are still served\n"),
                out.toString(UTF_8));
    }

    @Test
    void nobodyThereIsTryLater() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertEquals(4, run(out, "get", "a", "--endpoints", "127.0.0.1:" + port));
        assertTrue(err.toString(UTF_8).startsWith("error: nothing listens there (127.0.0.1:"));
    }

    @Test
    void aReaderThatHasGoneIsSilent() throws IOException {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        try (FakeServer server =
                new FakeServer(r -> Optional.of(new Reply.Found(r.id(), Bytes.utf8("1"), 1)))) {
            assertEquals(141, run(broken, "get", "a", "--endpoints", server.endpoint().toString()));
        }
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void wrongUsageSaysWhatWasMeant() {
        assertEquals(2, run(out, "gte", "a"));
        assertTrue(err.toString(UTF_8).contains("did you mean \"get\"?"), err.toString(UTF_8));
        assertEquals(2, run(out, "get", "a", "--metta"));
        assertEquals(2, run(out, "get"));
        assertTrue(err.toString(UTF_8).contains("KEY is missing"), err.toString(UTF_8));
        assertEquals(2, run(out));
    }

    @Test
    void removalIsNotDoneUnasked() {
        assertEquals(2, run(out, "cluster", "remove", "3"));
        assertTrue(err.toString(UTF_8).contains("--yes"), err.toString(UTF_8));
    }

    @Test
    void helpNeedsNoServer() {
        assertEquals(0, run(out, "help"));
        assertEquals(0, run(out, "get", "--help"));
        assertTrue(out.toString(UTF_8).contains("neuroctl get alpha --out value.bin"));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void yamlIsTheSameObject() throws IOException {
        Content one = new Content.Value(Bytes.utf8("1: \"x\""));
        Function<Request, Reply> answers =
                r ->
                        new Reply.Scanned(
                                r.id(), List.of(new Reply.Item(Bytes.utf8("a"), one)), false);
        assertEquals(0, against(answers, "scan", "-o", "yaml"));
        assertEquals(
                "items:\n- key: \"a\"\n  value: \"1: \\\"x\\\"\"\nmore: false\n",
                out.toString(UTF_8));
    }

    @Test
    void quietSaysNothingButErrors() throws IOException {
        assertEquals(0, against(r -> new Reply.Written(r.id(), 7), "put", "a", "1", "-q"));
        assertEquals("", err.toString(UTF_8));
        assertEquals(0, against(r -> new Reply.Written(r.id(), 7), "put", "a", "1"));
        assertEquals("written at index 7\n", err.toString(UTF_8));
    }

    @Test
    void colourIsFlagOverEnvironmentOverTerminal() {
        assertEquals(2, run(out, "gte", "--color", "always"));
        assertTrue(err.toString(UTF_8).startsWith("\u001b[31merror:\u001b[0m "));
        err.reset();
        environment.put("CLICOLOR_FORCE", "1");
        assertEquals(2, run(out, "gte", "--color=never"));
        assertTrue(err.toString(UTF_8).startsWith("error: "));
        assertEquals(2, run(out, "get", "a", "--color", "sometimes"));
    }

    /** Answers scans and deletions of keys k0 to k24999. */
    private static final class Keys implements Function<Request, Reply> {
        private final TreeMap<String, String> there = new TreeMap<>();

        Keys() {
            for (int i = 0; i < 25_000; i++) {
                there.put("k" + i, "v");
            }
        }

        @Override
        public synchronized Reply apply(Request request) {
            return switch (request) {
                case Request.Scan scan -> scan(scan);
                case Request.Del del -> {
                    there.remove(new String(del.key().array(), UTF_8));
                    yield new Reply.Done(del.id());
                }
                default -> throw new IllegalStateException("not asked");
            };
        }

        private Reply scan(Request.Scan scan) {
            String prefix = new String(scan.prefix().array(), UTF_8);
            String after = new String(scan.after().array(), UTF_8);
            List<Reply.Item> items =
                    there.tailMap(after, false).keySet().stream()
                            .filter(key -> key.startsWith(prefix))
                            .limit(scan.limit() + 1L)
                            .map(key -> new Reply.Item(Bytes.utf8(key), new Content.Absent()))
                            .toList();
            boolean more = items.size() > scan.limit();
            return new Reply.Scanned(
                    scan.id(), more ? items.subList(0, scan.limit()) : items, more);
        }
    }

    @Test
    void aScanGoesOnOverPages() throws IOException {
        assertEquals(0, against(new Keys(), "scan", "-o", "name", "--limit", "24000"));
        assertEquals(24_000, out.toString(UTF_8).lines().count());
        assertTrue(err.toString(UTF_8).startsWith("more keys follow: --after \"k"));
        out.reset();
        assertEquals(0, against(new Keys(), "scan", "--limit", "1000000", "--json"));
        assertEquals(25_000, out.toString(UTF_8).split("\"key\"", -1).length - 1);
        assertTrue(out.toString(UTF_8).endsWith("],\"more\":false}\n"));
    }

    @Test
    void aPrefixIsDeletedAfterItsCountWasTold() throws IOException {
        Keys keys = new Keys();
        assertEquals(0, against(keys, "del", "--prefix", "k2499", "--dry-run"));
        assertEquals("11 keys would be deleted\n", out.toString(UTF_8));
        assertEquals(2, against(keys, "del", "--prefix", "k2499"), "no terminal to ask at");
        assertTrue(err.toString(UTF_8).contains("11 keys would be deleted"));
        assertEquals(25_000, keys.there.size());
        assertEquals(0, against(keys, "del", "--prefix", "k2499", "--yes"));
        assertEquals(24_989, keys.there.size());
        assertEquals(2, run(out, "del"));
        assertEquals(2, run(out, "del", "a", "--prefix", "b"));
    }

    @Test
    void aSnapshotIsSavedPieceByPiece(@TempDir Path folder) throws IOException {
        Function<Request, Reply> answers =
                r ->
                        r instanceof Request.ReadSnapshot(long id, long index, long offset)
                                ? new Reply.Piece(
                                        id, Bytes.utf8(index + "@" + offset + ";"), offset > 9)
                                : new Reply.Written(r.id(), 120);
        Path file = folder.resolve("backup.snap");
        assertEquals(0, against(answers, "snapshot", "save", file.toString()));
        assertEquals("120@0;120@6;120@12;", Files.readString(file));
        assertEquals("120\n", out.toString(UTF_8));
        Path nowhere = folder.resolve("none/backup.snap");
        assertEquals(1, against(answers, "snapshot", "save", nowhere.toString()));
    }

    @Test
    void cachesArePurgedAndListed() throws IOException {
        List<Request> asked = new ArrayList<>();
        CacheObject object = new CacheObject(1234, Bytes.wrap(new byte[32]), 60);
        CacheEntry entry =
                new CacheEntry(Bytes.utf8("img/a"), object, 7, 9, 8, 0, new int[] {1, 3});
        Function<Request, Reply> answers =
                r -> {
                    asked.add(r);
                    return switch (r) {
                        case Request.Purge purge ->
                                new Reply.Purged(
                                        r.id(), 17, !purge.names().contains(Bytes.utf8("none")));
                        case Request.Entries wanted when wanted.prefix().equals(entry.key()) ->
                                new Reply.EntriesTold(r.id(), List.of(entry), false);
                        default -> new Reply.EntriesTold(r.id(), List.of(), false);
                    };
                };
        assertEquals(0, against(answers, "cache", "purge", "--tag", "a", "--tag", "b", "--soft"));
        assertEquals(0, against(answers, "cache", "purge", "--prefix", "img/"));
        assertEquals(0, against(answers, "cache", "purge", "--all", "--yes"));
        assertEquals(3, against(answers, "cache", "purge", "none"));
        List<Bytes> tags = List.of(Bytes.utf8("a"), Bytes.utf8("b"));
        Request.Purge first = (Request.Purge) asked.getFirst();
        assertEquals(new Request.Purge(first.id(), Request.Purge.Target.TAGS, tags, true), first);
        assertEquals(Request.Purge.Target.PREFIX, ((Request.Purge) asked.get(1)).target());
        assertEquals(Request.Purge.Target.ALL, ((Request.Purge) asked.get(2)).target());
        // A site's object as events name it.
        asked.clear();
        assertEquals(0, against(answers, "cache", "purge", "//a.example/x", "b"));
        assertEquals(0, against(answers, "cache", "purge", "--prefix", "//a.example/"));
        assertEquals(
                List.of(Bytes.utf8("a.example/x"), Bytes.utf8("b")),
                ((Request.Purge) asked.get(0)).names());
        assertEquals(List.of(Bytes.utf8("a.example/")), ((Request.Purge) asked.get(1)).names());
        assertEquals(0, against(answers, "cache", "stat", "//img/a"));
        // What is not clear is refused before anybody is asked.
        assertEquals(2, run(out, "cache", "purge"));
        assertEquals(2, run(out, "cache", "purge", "//"));
        assertEquals(2, run(out, "cache", "purge", "a", "--all"));
        assertEquals(2, run(out, "cache", "purge", "a\tb"));
        out.reset();
        assertEquals(0, against(answers, "cache", "ls", "img/a"));
        assertEquals("img/a\t1234\tn1,n3\t7\t000000000000\n", out.toString(UTF_8));
        out.reset();
        assertEquals(0, against(answers, "cache", "stat", "img/a", "--json"));
        assertEquals(
                "{\"key\":\"img/a\",\"size\":1234,\"hash\":\"%s\",\"expires\":60,\"access_count\":7,\"edges\":[1,3]}\n"
                        .formatted("00".repeat(32)),
                out.toString(UTF_8));
        assertEquals(3, against(answers, "cache", "stat", "img"));
    }

    @Test
    void aValueIsReadFromAFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("value"), "two words\n--and more\n");
        List<Request> asked = new ArrayList<>();
        Function<Request, Reply> answers =
                r -> {
                    asked.add(r);
                    return new Reply.Written(r.id(), 7);
                };
        assertEquals(0, against(answers, "put", "a", "@" + file));
        Request.Put put = (Request.Put) asked.getFirst();
        assertEquals(Bytes.utf8("two words\n--and more\n"), put.value());
    }

    @Test
    void theMostRequestedAreListedFirst() throws IOException {
        CacheObject object = new CacheObject(10, Bytes.wrap(new byte[32]), 60);
        List<CacheEntry> all = new ArrayList<>();
        for (int i = 0; i < 25_000; i++) {
            Bytes key = Bytes.utf8("k%05d".formatted(i));
            all.add(new CacheEntry(key, object, i * 7919L % 25_000, 9, 8, 0, new int[] {2}));
        }
        Function<Request, Reply> answers =
                r -> {
                    Request.Entries wanted = (Request.Entries) r;
                    String after = new String(wanted.after().array(), UTF_8);
                    List<CacheEntry> page =
                            all.stream()
                                    .filter(entry -> Output.shown(entry.key()).compareTo(after) > 0)
                                    .limit(wanted.limit())
                                    .toList();
                    boolean more = !page.isEmpty() && !page.getLast().equals(all.getLast());
                    return new Reply.EntriesTold(r.id(), page, more);
                };
        assertEquals(0, against(answers, "cache", "top", "-n", "2"));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals("REQUESTS  SIZE  EDGES  KEY", lines.getFirst());
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("24999     10    n2     k"), lines.get(1));
        assertTrue(lines.get(2).startsWith("24998     10    n2     k"), lines.get(2));
        out.reset();
        assertEquals(0, against(answers, "cache", "top", "-n", "1", "--json"));
        assertTrue(out.toString(UTF_8).contains("\"access_count\":24999"));
        assertEquals(2, run(out, "cache", "top", "-n", "0"));
    }

    @Test
    void objectsArePutAndGotThroughAnEdge(@TempDir Path folder) throws IOException {
        Map<String, String> asked = new TreeMap<>();
        Map<String, byte[]> objects = new HashMap<>();
        HttpServer edge =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        edge.createContext(
                "/",
                exchange -> {
                    exchange.getRequestHeaders()
                            .forEach((name, values) -> asked.put(name, values.getFirst()));
                    String path = exchange.getRequestURI().toString();
                    boolean isPut = exchange.getRequestMethod().equals("PUT");
                    byte[] body = isPut ? exchange.getRequestBody().readAllBytes() : new byte[0];
                    byte[] there = objects.get(path);
                    exchange.getResponseHeaders().add("ETag", "\"1\"");
                    if (isPut) {
                        objects.put(path, body);
                        exchange.sendResponseHeaders(there == null ? 201 : 204, -1);
                    } else if (path.endsWith("closed")) {
                        exchange.sendResponseHeaders(503, -1);
                    } else {
                        byte[] answer = there == null ? new byte[0] : there;
                        exchange.sendResponseHeaders(there == null ? 404 : 200, 0);
                        exchange.getResponseBody().write(answer);
                    }
                    exchange.close();
                });
        edge.start();
        try {
            throughAnEdge("127.0.0.1:" + edge.getAddress().getPort(), folder, objects, asked);
        } finally {
            edge.stop(0);
        }
        assertEquals(4, run(out, "cache", "get", "a", "--edge", "127.0.0.1:1"));
    }

    private void throughAnEdge(
            String edge, Path folder, Map<String, byte[]> objects, Map<String, String> asked)
            throws IOException {
        assertEquals(
                0,
                run(
                        out,
                        "cache",
                        "put",
                        "img/a?b",
                        "hello",
                        "--edge",
                        edge,
                        "--tag",
                        "x",
                        "--tag",
                        "y",
                        "--content-type",
                        "text/plain"));
        assertEquals("created \"1\"\n", err.toString(UTF_8));
        assertEquals("x, y", asked.get("Cache-tag"));
        assertEquals("text/plain", asked.get("Content-type"));
        assertEquals(0, run(out, "cache", "get", "img/a?b", "--edge", edge));
        assertEquals("hello", out.toString(UTF_8));
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 7);
        Path file = Files.write(folder.resolve("large"), large);
        assertEquals(0, run(out, "cache", "put", "large", "@" + file, "--edge", edge));
        Path copy = folder.resolve("copy");
        assertEquals(
                0, run(out, "cache", "get", "large", "--out", copy.toString(), "--edge", edge));
        assertEquals(-1, Files.mismatch(file, copy));
        out.reset();
        assertEquals(0, run(out, "cache", "put", "large", "x", "--edge", edge, "--json"));
        assertEquals("{\"created\":false,\"etag\":\"\\\"1\\\"\"}\n", out.toString(UTF_8));
        objects.put(
                "/admin/origins",
                ("{\"routes\":[{\"pattern\":\"img/**\",\"host\":\"\",\"origins\":[\"http://a\",\"http://b\"],"
                     + "\"more\":{\"x\":[1]}},{\"pattern\":\"**\",\"host\":\"h\",\"origins\":[]}]}")
                        .getBytes(UTF_8));
        out.reset();
        assertEquals(0, run(out, "cache", "origins", "--edge", edge));
        assertEquals(
                "PATTERN  HOST  ORIGINS\nimg/**   *     http://a, http://b\n**       h\n",
                out.toString(UTF_8));
        assertEquals(3, run(out, "cache", "get", "none", "--edge", edge));
        assertEquals(4, run(out, "cache", "get", "closed", "--edge", edge));
        assertEquals(1, run(out, "cache", "get", "a b", "--edge", edge));
        assertEquals(1, run(out, "cache", "put", "a", "@/does/not/exist", "--edge", edge));
        assertEquals(2, run(out, "cache", "get", "a", "--edge", "nowhere"));
    }

    @Test
    void contextsAreKeptAndFlagsAndEnvironmentWin(@TempDir Path folder) {
        environment.put("XDG_CONFIG_HOME", folder.toString());
        assertEquals(0, run(out, "context", "set", "one", "--endpoints", "h1:7000"));
        assertEquals(0, run(out, "context", "set", "two", "--endpoints", "h2:7000"));
        assertEquals(0, run(out, "context", "list"));
        assertEquals(
                "CURRENT  NAME  ENDPOINTS\n*        one   h1:7000\n         two   h2:7000\n",
                out.toString(UTF_8));
        assertEquals(0, run(out, "context", "use", "two"));
        assertEquals("h2:7000 context two", endpoints());
        assertEquals("h1:7000 context one", endpoints("--context", "one"));
        environment.put("NEURO_ENDPOINTS", "h3:7000");
        assertEquals("h3:7000 NEURO_ENDPOINTS", endpoints());
        assertEquals("h4:7000 --endpoints", endpoints("--endpoints", "h4:7000"));
        environment.clear();
        assertEquals("127.0.0.1:7000 default", endpoints());
        environment.put("XDG_CONFIG_HOME", folder.toString());
        assertEquals(3, run(out, "context", "use", "three"));
        assertEquals(2, run(out, "get", "a", "--context", "three"));
        assertEquals(2, run(out, "context", "set", "a b", "--endpoints", "h:1"));
    }

    private String endpoints(String... more) {
        out.reset();
        String[] all = Arrays.copyOf(new String[] {"config", "view", "--origin"}, 3 + more.length);
        System.arraycopy(more, 0, all, 3, more.length);
        assertEquals(0, run(out, all), () -> err.toString(UTF_8));
        String line =
                out.toString(UTF_8)
                        .lines()
                        .filter(l -> l.startsWith("endpoints"))
                        .findFirst()
                        .orElseThrow();
        return line.replaceAll("^endpoints +", "").replaceAll(" +", " ");
    }

    @Test
    void aFaultInTheContextsIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        environment.put("XDG_CONFIG_HOME", folder.toString());
        Path file = Files.createDirectories(folder.resolve("neuroctl")).resolve("config.yaml");
        Files.writeString(file, "current: a\ncontexts:\n  a:\n    endpoint: h:1\n");
        assertEquals(2, run(out, "get", "a"));
        assertTrue(
                err.toString(UTF_8).startsWith("error: " + file + ":4: unknown key \"endpoint\""),
                err.toString(UTF_8));
    }

    @Test
    void aSecretThatIsNoneIsToldBeforeAnythingIsAsked(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "short\n");
        assertEquals(1, run(out, "get", "a", "--secret-file", file.toString()));
        assertTrue(err.toString(UTF_8).contains("32 to 512"), err.toString(UTF_8));
        assertEquals(2, run(out, "get", "a", "--tls-cert", file.toString()));
    }

    private int failing(ErrorCode code) throws IOException {
        return against(r -> new Reply.Failed(r.id(), code, "no"), "get", "a", "--timeout", "100ms");
    }

    private int against(Function<Request, Reply> answers, String... args) throws IOException {
        try (FakeServer server = new FakeServer(r -> Optional.of(answers.apply(r)))) {
            String[] all = Arrays.copyOf(args, args.length + 2);
            all[args.length] = "--endpoints";
            all[args.length + 1] = server.endpoint().toString();
            return run(out, all);
        }
    }

    private int run(OutputStream to, String... args) {
        return new Neuroctl(
                        new ByteArrayInputStream(new byte[0]),
                        to,
                        new PrintStream(err, true),
                        Io.Terminals.NONE,
                        environment)
                .run(List.of(args));
    }
}
