package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.CasResult;
import io.neurocache.raft.wire.Content;
import java.io.IOException;

/** Says what became of a write. Safe from any thread. */
final class Written {
    private Written() {}

    static int tell(Bytes key, CasResult result, Io io) throws IOException {
        return switch (result) {
            case CasResult.Swapped(long index) -> {
                switch (io.format()) {
                    case JSON, YAML ->
                            io.object(new JsonObject().put("key", key).put("index", index));
                    case NAME -> io.out().line(Output.shown(key));
                    case TABLE, RAW -> io.say("written at index " + index);
                }
                yield ExitCode.OK;
            }
            case CasResult.Different(Content.Absent()) -> throw different("there is no such key");
            case CasResult.Different(Content.Value(Bytes actual)) ->
                    throw different("there is \"" + Output.shown(actual) + "\"");
            case CasResult.DifferentUnknown() -> throw different("another value is there");
        };
    }

    private static CommandException different(String what) {
        return new CommandException(
                ExitCode.CAS_FAILED,
                "CasFailed: " + what,
                "nothing was written: read the key again and decide anew");
    }
}
