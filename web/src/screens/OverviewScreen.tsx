import { ClusterGraph } from "../components/ClusterGraph";
import { HealthLine } from "../components/HealthLine";
import { ImportantEvents } from "../components/ImportantEvents";
import { Kpis } from "../components/Kpis";
import { Panel } from "../components/Panel";
import { Empty, Loading } from "../components/PanelState";
import { SlabMap } from "../components/SlabMap";
import { WindowChoice } from "../components/WindowChoice";
import { nodeName } from "../domain/format";
import { nodeOf } from "../domain/state";
import { usePlace, useView } from "../store/hooks";

export function OverviewScreen() {
    const view = useView();
    return (
        <>
            <div className="title-row">
                <h1 className="visually-hidden">Overview</h1>
                <HealthLine />
                <div className="end">
                    <WindowChoice />
                </div>
            </div>
            {view.isLoaded ? <Kpis /> : <Loading />}
            <div className="grid stretch">
                <Panel title="Cluster" className="wide">
                    <ClusterGraph />
                </Panel>
                <div className="stack narrow">
                    <SlabStrip />
                    <Panel title="What happened">
                        <ImportantEvents />
                    </Panel>
                </div>
            </div>
        </>
    );
}

const COLUMNS = 64;

/** The slab of the selected node, else of the one that serves the page. */
function SlabStrip() {
    const { state } = useView();
    const chosen = usePlace().query.get("node");
    const id = Number(chosen?.replace(/^n/, "") ?? state.self);
    const node = nodeOf(state, id) ?? state.nodes[0];
    return (
        <Panel title="Slab" note={node === undefined ? "" : `of ${nodeName(node.id)}`} padded>
            {node === undefined || node.slab.cells === 0 ? (
                <Empty command="neuroctl cache put motd hello">
                    The node has not told how full its slab is. Anything stored shows here:
                </Empty>
            ) : (
                <SlabMap slab={node.slab} columns={COLUMNS} rowPixels={9} label="Slab" />
            )}
        </Panel>
    );
}
