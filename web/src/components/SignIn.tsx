import { type FormEvent, useState } from "react";
import { signIn } from "../api/http";
import { useDashboard } from "../store/hooks";
import { Modal } from "./Modal";

/** The token becomes a cookie that scripts cannot read; the page itself keeps nothing of it. */
export function SignIn({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    const dashboard = useDashboard();
    const [token, setToken] = useState("");
    const [problem, setProblem] = useState("");
    const onSubmit = async (event: FormEvent) => {
        event.preventDefault();
        const outcome = await signIn(token.trim());
        if (!outcome.ok) {
            const wrong = outcome.status === 401 || outcome.status === 403;
            setProblem(wrong ? "The node does not know this token." : outcome.message);
            return;
        }
        setToken("");
        setProblem("");
        onClose();
        dashboard.reconnect();
    };
    return (
        <Modal isOpen={isOpen} title="Sign in to this node" onClose={onClose}>
            <p>
                From another machine the dashboard needs the node's token. On the node's host it
                stands in the file <code>token</code> of the data directory.
            </p>
            <form onSubmit={onSubmit} className="stack">
                <label>
                    Token
                    <input
                        type="password"
                        autoComplete="current-password"
                        value={token}
                        onChange={(event) => setToken(event.target.value)}
                    />
                </label>
                {problem === "" ? null : (
                    <p className="message" role="alert">
                        {problem}
                    </p>
                )}
                <div className="dialog-end">
                    <button type="button" onClick={onClose}>
                        Cancel
                    </button>
                    <button type="submit" className="primary" disabled={token.trim() === ""}>
                        Sign in
                    </button>
                </div>
            </form>
        </Modal>
    );
}
