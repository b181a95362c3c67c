import { useState } from "react";
import type { Action } from "../api/actions";
import { ActionDialog } from "../components/ActionDialog";
import { CacheCharts } from "../components/CacheCharts";
import { HotKeys } from "../components/HotKeys";
import { OriginsTable } from "../components/OriginsTable";
import { Panel } from "../components/Panel";
import { PurgeDialog } from "../components/PurgeDialog";
import { SlabPanel } from "../components/SlabPanel";
import { WindowChoice } from "../components/WindowChoice";
import { useMayAct } from "../store/hooks";

export function CacheScreen() {
    const mayAct = useMayAct();
    const [isPurging, setPurging] = useState(false);
    const [action, setAction] = useState<Action | null>(null);
    return (
        <>
            <div className="title-row">
                <h1>Cache</h1>
                <div className="end">
                    {mayAct ? (
                        <button type="button" onClick={() => setPurging(true)}>
                            Purge …
                        </button>
                    ) : null}
                    <WindowChoice />
                </div>
            </div>
            <CacheCharts />
            <div className="grid">
                <div className="stack most">
                    <Panel title="Hot keys" note="asked for most, the last minute counting most">
                        <HotKeys />
                    </Panel>
                </div>
                <div className="stack least">
                    <SlabPanel />
                    <Panel title="Origins" note="first match wins">
                        <OriginsTable />
                    </Panel>
                </div>
            </div>
            <PurgeDialog
                isOpen={isPurging}
                onClose={() => setPurging(false)}
                onChosen={setAction}
            />
            <ActionDialog action={action} onClose={() => setAction(null)} />
        </>
    );
}
