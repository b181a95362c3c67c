import { useEffect, useState } from "react";
import type { Action } from "../api/actions";
import { call } from "../api/http";
import { removal } from "../domain/objects";
import { useDashboard } from "../store/hooks";
import { Command } from "./CopyButton";
import { Modal } from "./Modal";

/** Asks before anything changes: says what will happen, and the command that does the same. */
export function ActionDialog({ action, onClose }: { action: Action | null; onClose: () => void }) {
    return (
        <Modal isOpen={action !== null} title={action?.title ?? ""} onClose={onClose}>
            {action === null ? null : <Question action={action} onClose={onClose} />}
        </Modal>
    );
}

type Said =
    | { kind: "asking" }
    | { kind: "running" }
    | { kind: "done" }
    | { kind: "failed"; why: string };

function Question({ action, onClose }: { action: Action; onClose: () => void }) {
    const dashboard = useDashboard();
    const [typed, setTyped] = useState("");
    const [said, setSaid] = useState<Said>({ kind: "asking" });
    const isConfirmed = action.confirm === null || typed === action.confirm;
    const run = async () => {
        setSaid({ kind: "running" });
        const outcome = await action.run();
        if (outcome.ok) {
            setSaid({ kind: "done" });
            return;
        }
        const isForbidden = outcome.status === 401 || outcome.status === 403;
        if (isForbidden) dashboard.forbid();
        const why = isForbidden ? `Forbidden: ${outcome.message}` : outcome.message;
        setSaid({ kind: "failed", why });
    };
    return (
        <>
            {action.countPath === undefined ? null : <Counted path={action.countPath} />}
            <p>{action.effect}</p>
            <div>
                <p className="soft">The same from a terminal:</p>
                <Command line={action.command} />
            </div>
            {action.confirm === null || said.kind === "done" ? null : (
                <label>
                    <span>
                        Type <code>{action.confirm}</code> to go on
                    </span>
                    <input
                        type="text"
                        value={typed}
                        onChange={(event) => setTyped(event.target.value)}
                        autoComplete="off"
                    />
                </label>
            )}
            <div role="status">
                {said.kind === "failed" ? <p className="message">{said.why}</p> : null}
                {said.kind === "done" ? (
                    <p className="message good">Done. It shows among the events.</p>
                ) : null}
            </div>
            <div className="dialog-end">
                <button type="button" onClick={onClose}>
                    {said.kind === "done" ? "Close" : "Cancel"}
                </button>
                {said.kind === "done" ? null : (
                    <button
                        type="button"
                        className={action.confirm === null ? "primary" : "danger"}
                        disabled={!isConfirmed || said.kind === "running"}
                        onClick={run}
                    >
                        {said.kind === "running" ? "Working …" : action.button}
                    </button>
                )}
            </div>
        </>
    );
}

/** Who asks to purge does not wait for a count that takes long. */
const COUNT_MS = 3_000;

function Counted({ path }: { path: string }) {
    const [sentence, setSentence] = useState("Counting what that removes …");
    useEffect(() => {
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), COUNT_MS);
        let isWanted = true;
        void call(path, { signal: abort.signal }).then((outcome) => {
            clearTimeout(timer);
            if (isWanted) setSentence(removal(outcome.ok ? outcome.value : null));
        });
        return () => {
            isWanted = false;
            abort.abort();
        };
    }, [path]);
    return <p role="status">{sentence}</p>;
}
