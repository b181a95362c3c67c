import { useState } from "react";
import { type Action, type PurgeScope, purge } from "../api/actions";
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
    const choose = () => {
        onClose();
        onChosen(purge(scope, name));
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
