import { Component, type ReactNode } from "react";
import { CopyButton } from "./CopyButton";

interface Props {
    what: string;
    children: ReactNode;
}

interface State {
    error: Error | null;
}

/** Catches what goes wrong while a panel is drawn, so that the others go on. */
export class ErrorBoundary extends Component<Props, State> {
    override state: State = { error: null };

    static getDerivedStateFromError(error: Error): State {
        return { error };
    }

    override render(): ReactNode {
        const { error } = this.state;
        if (error === null) return this.props.children;
        const detail = `${this.props.what}: ${error.stack ?? error.message}`;
        return (
            <div className="state" role="alert">
                <strong>This panel could not be drawn.</strong>
                <span>
                    {error.message}. The rest of the page goes on; the detail helps a report.
                </span>
                <span className="chips">
                    <button type="button" onClick={() => this.setState({ error: null })}>
                        Try again
                    </button>
                    <CopyButton text={detail} label="Copy detail" />
                </span>
            </div>
        );
    }
}
