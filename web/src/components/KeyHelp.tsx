import { Fragment } from "react";
import { Modal } from "./Modal";

const KEYS: readonly (readonly [string, string])[] = [
    ["Space", "pause, or go on"],
    ["[ ]", "one event back, forward"],
    ["{ }", "previous, next important event"],
    [", .", "slower, faster"],
    ["l", "go live"],
    ["g o", "Overview"],
    ["g c", "Cluster"],
    ["g a", "Cache"],
    ["g p", "Prediction"],
    ["g e", "Events"],
    ["/", "to the filter of events"],
    ["Esc", "select no node; close a dialog"],
    ["?", "this list"],
];

export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    return (
        <Modal isOpen={isOpen} title="Keys" onClose={onClose}>
            <dl className="keys">
                {KEYS.map(([keys, meaning]) => (
                    <Fragment key={keys}>
                        <dt>
                            {keys.split(" ").map((key) => (
                                <Fragment key={key}>
                                    <kbd>{key}</kbd>{" "}
                                </Fragment>
                            ))}
                        </dt>
                        <dd>{meaning}</dd>
                    </Fragment>
                ))}
            </dl>
            <p className="soft">
                The selected node, filters, and the time shown stand in the address: a copy of it is
                a link to what you see.
            </p>
            <div className="dialog-end">
                <button type="button" onClick={onClose}>
                    Close
                </button>
            </div>
        </Modal>
    );
}
