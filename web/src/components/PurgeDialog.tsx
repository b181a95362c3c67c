import { useState } from "react";
import { type Action, type PurgeScope, purge } from "../api/actions";
import { isObject } from "../api/wire";
import { bytes, count, nodeName } from "../domain/format";
import { type CachedObject, readObjects } from "../domain/objects";
import { useResource } from "../store/hooks";
import { Modal } from "./Modal";

const SCOPES: readonly PurgeScope[] = ["key", "tag", "prefix"];

interface PurgeDialogProps {
    isOpen: boolean;
    onClose: () => void;
    onChosen: (action: Action) => void;
}

/** Asks what to purge; the question whether to comes next. */
export function PurgeDialog({ isOpen, onClose, onChosen }: PurgeDialogProps) {
    return (
        <Modal isOpen={isOpen} title="Purge from the cache" onClose={onClose}>
            <Choice onClose={onClose} onChosen={onChosen} />
        </Modal>
    );
}

function Choice({ onClose, onChosen }: Omit<PurgeDialogProps, "isOpen">) {
    const [scope, setScope] = useState<PurgeScope>("key");
    const [name, setName] = useState("");
    const top = useResource("/admin/top?limit=50", 60_000);
    const known = isObject(top.data) ? readObjects(top.data) : [];
    const choose = () => {
        onClose();
        onChosen(purge(scope, name, effectOf(scope, name, known)));
    };
    return (
        <>
            <fieldset className="plain chips">
                <legend className="visually-hidden">What to purge by</legend>
                {SCOPES.map((each) => (
                    <button
                        key={each}
                        type="button"
                        aria-pressed={each === scope}
                        onClick={() => setScope(each)}
                    >
                        {each}
                    </button>
                ))}
            </fieldset>
            <label>
                {scope === "key" ? "Key" : scope === "tag" ? "Tag" : "Prefix of keys"}
                <input
                    type="text"
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                    autoComplete="off"
                />
            </label>
            <div className="dialog-end">
                <button type="button" onClick={onClose}>
                    Cancel
                </button>
                <button type="button" className="primary" disabled={name === ""} onClick={choose}>
                    Go on
                </button>
            </div>
        </>
    );
}

/** What is known beforehand. The node knows the most wanted objects; of the rest nobody counts. */
export function effectOf(scope: PurgeScope, name: string, known: readonly CachedObject[]): string {
    const promise = "When it is done, no edge serves what was purged.";
    if (scope === "tag")
        return `Removes every object with the tag ${name} on all nodes. ${promise}`;
    const hit = known.filter(({ key }) => (scope === "key" ? key === name : key.startsWith(name)));
    const sum = hit.reduce((all, each) => all + (each.size ?? 0) * each.edges.length, 0);
    const edges = [...new Set(hit.flatMap((each) => each.edges))].sort((a, b) => a - b);
    if (scope === "key") {
        const [object] = hit;
        return object === undefined
            ? `Removes ${name} wherever it is cached. ${promise}`
            : `Removes 1 object of ${bytes(object.size)} on ${edges.map(nodeName).join(", ")}. ${promise}`;
    }
    const some =
        hit.length === 0
            ? "None of the 50 most wanted objects begins so."
            : `Of the 50 most wanted these are ${count(hit.length)}, ${bytes(sum)} on ${edges.length} nodes.`;
    return `Removes every object whose key begins with ${name}. ${some} ${promise}`;
}
