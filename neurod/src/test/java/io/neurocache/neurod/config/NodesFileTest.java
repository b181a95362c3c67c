package io.neurocache.neurod.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NodesFileTest {
    @TempDir Path directory;

    private Nodes read(String text) throws Exception {
        return NodesFile.read(Files.writeString(directory.resolve("nodes.yaml"), text));
    }

    private List<String> faults(String text) throws Exception {
        ConfigException refusal = assertThrows(ConfigException.class, () -> read(text));
        return refusal.faults().stream().map(f -> f.replace(directory + "/", "")).toList();
    }

    private static HostPort local(int port) {
        return new HostPort("127.0.0.1", port);
    }

    @Test
    void theFileOfTheManualIsRead() throws Exception {
        Nodes nodes =
                read(
                        """
                        nodes:
                          - { id: 1, raft: "127.0.0.1:7000", edge: "127.0.0.1:8080" }
                          - { id: 2, raft: "127.0.0.1:7001", edge: "127.0.0.1:8081" }
                          - { id: 3, raft: "127.0.0.1:7002", edge: "127.0.0.1:8082" }
                        """);

        assertEquals(3, nodes.list().size());
        assertEquals(
                new Nodes.Member(2, local(7001), local(8081), Nodes.Role.VOTER), nodes.find(2));
        assertNull(nodes.find(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1: 127.0.0.1:7000\n2: 127.0.0.1:7001\n",
                "nodes:\n  1: 127.0.0.1:7000\n  2: '127.0.0.1:7001'\n",
                "nodes: { 1: '127.0.0.1:7000', 2: '127.0.0.1:7001' }\n",
            })
    void theShortFormGivesTheRaftAddressesAlone(String text) throws Exception {
        assertEquals(
                List.of(
                        new Nodes.Member(1, local(7000), null, Nodes.Role.VOTER),
                        new Nodes.Member(2, local(7001), null, Nodes.Role.VOTER)),
                read(text).list());
    }

    @Test
    void aNodeNeedNotVoteAndNeedNotBeAFounder() throws Exception {
        Nodes nodes =
                read(
                        """
                        nodes:
                          - { id: 1, raft: "127.0.0.1:7000", role: voter }
                          - { id: 2, raft: "127.0.0.1:7001", role: learner }
                          - { id: 3, raft: "127.0.0.1:7002", role: joins }
                        """);
        assertEquals(
                List.of(Nodes.Role.VOTER, Nodes.Role.LEARNER, Nodes.Role.JOINS),
                nodes.list().stream().map(Nodes.Member::role).toList());
        assertEquals(
                List.of("nodes.yaml:1:61: role \"observer\": a role is voter, learner or joins"),
                faults("nodes: [{ id: 1, raft: '127.0.0.1:7000', edge: 'h:1', role: observer }]"));
        assertEquals(
                List.of("nodes.yaml:1:8: a cluster with learners needs a voter"),
                faults("nodes: [{ id: 1, raft: '127.0.0.1:7000', role: learner }]"));
    }

    @Test
    void limitsAreRead() throws Exception {
        Nodes nodes =
                read(
                        """
                        nodes: { 1: "127.0.0.1:7000" }
                        limits:
                          max-header: 64KiB
                          idle-timeout: 5m
                          max-connections: 20000
                        """);

        assertEquals(
                Map.of(
                        Limit.MAX_HEADER, 65536L,
                        Limit.IDLE_TIMEOUT, 300_000L,
                        Limit.MAX_CONNECTIONS, 20_000L),
                nodes.limits());
    }

    @Test
    void everyFaultIsReportedWithItsPlace() throws Exception {
        List<String> faults =
                faults(
                        """
                        nodes:
                          - { id: 0, raft: "127.0.0.1:7000" }
                          - { id: 2, raft: "7001", egde: "127.0.0.1:8081" }
                          - { id: 3, raft: "127.0.0.1:7002", edge: "127.0.0.1:7002" }
                          - { id: 3, raft: "127.0.0.1:7003" }
                          - { raft: "127.0.0.1:0" }
                        limits:
                          max-hedder: 1k
                          max-uri: 10
                          io-threads: 5000
                        """);

        assertEquals(
                List.of(
                        "nodes.yaml:2:11: id \"0\": an id is a whole number from 1 to 65535",
                        "nodes.yaml:3:28: unknown key \"egde\" (did you mean \"edge\"?)",
                        "nodes.yaml:3:20: raft \"7001\": no port; write HOST:PORT, such as"
                                + " 127.0.0.1:8080",
                        "nodes.yaml:4:44: the address 127.0.0.1:7002 is already used in line 4",
                        "nodes.yaml:5:11: the id 3 is already that of line 4",
                        "nodes.yaml:6:5: the key \"id\" is missing",
                        "nodes.yaml:6:13: raft \"127.0.0.1:0\": port 0 cannot be called by others",
                        "nodes.yaml:8:3: unknown key \"max-hedder\" (did you mean \"max-header\"?)",
                        "nodes.yaml:9:12: max-uri \"10\": a size is a whole number with a unit:"
                                + " 512MiB, 64m, 1g, 100b",
                        "nodes.yaml:10:15: io-threads \"5000\": outside its range, 0 to 1024"),
                faults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty; expected \"nodes:\"",
                "nodes: []|at least one node is needed",
                "nodes:|must be a list of nodes, not nothing",
                "nodes: a:1|must be a list of nodes, not \"a:1\"",
                "01: a:7000|\"01\": an id is a whole number",
                "1: 7000|1 must be a string, not the number",
                "70000: a:7000|\"70000\": an id is a whole number",
                "nodes: { x: 'a:7000' }|\"x\": an id is a whole number",
                "nodes: { 1: 'a:7000', 1: 'b:7000' }|the key \"1\" is already set in line 1",
                "nodes: { 1: 'a:7000', 2: 'a:7000' }|the address a:7000 is already used in line 1",
                "[]|the file must be a mapping, not a list",
                "{ node: [] }|unknown key \"node\" (did you mean \"nodes\"?)",
            })
    void anotherShapeIsRefused(String text, String reason) throws Exception {
        List<String> faults = faults(text);

        assertTrue(faults.getFirst().contains(reason), faults::toString);
    }
}
