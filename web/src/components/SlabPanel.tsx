import { bytes, count, nodeName, percent } from "../domain/format";
import { ratio } from "../domain/metrics";
import { readClasses, type SizeClass } from "../domain/objects";
import { nodeOf, type SlabCells } from "../domain/state";
import { usePlace, useResource, useView } from "../store/hooks";
import { selectNode } from "./ClusterGraph";
import { Panel } from "./Panel";
import { Empty } from "./PanelState";
import { SlabMap } from "./SlabMap";
import { TableScroll } from "./TableScroll";

const COLUMNS = 64;
const REFRESH_MS = 5_000;

/** The map of one node's slab, and its size classes as numbers. */
export function SlabPanel() {
    const { state } = useView();
    const chosen = usePlace().query.get("node");
    const id = Number(chosen?.replace(/^n/, "") ?? state.self);
    const node = nodeOf(state, id) ?? state.nodes[0];
    const choice = (
        <fieldset className="chips plain">
            <legend className="visually-hidden">Node</legend>
            {state.nodes.map((each) => (
                <button
                    key={each.id}
                    type="button"
                    aria-pressed={each.id === node?.id}
                    onClick={() => selectNode(each.id)}
                >
                    {nodeName(each.id)}
                </button>
            ))}
        </fieldset>
    );
    return (
        <Panel title="Slab" actions={choice}>
            {node === undefined || node.slab.cells === 0 ? (
                <Empty command="neuroctl cache put motd hello">
                    The node has not told how full its slab is. Anything stored shows here:
                </Empty>
            ) : (
                <>
                    <div className="padded-box">
                        <SlabMap
                            slab={node.slab}
                            columns={COLUMNS}
                            rowPixels={12}
                            label={`Slab of ${nodeName(node.id)}`}
                        />
                    </div>
                    <Classes slab={node.slab} isSelf={node.id === state.self} />
                </>
            )}
        </Panel>
    );
}

/** The serving node tells slots exactly; of the others, and of the past, the map tells pages. */
function Classes({ slab, isSelf }: { slab: SlabCells; isSelf: boolean }) {
    const view = useView();
    const isAsked = isSelf && view.source.kind === "live" && view.isLive;
    const { data } = useResource(isAsked ? "/admin/slab" : null, REFRESH_MS);
    const exact = isAsked ? readClasses(data) : [];
    return (
        <TableScroll label="Size classes table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Class</th>
                        <th scope="col" className="number">
                            {exact.length > 0 ? "Pages" : "Page groups"}
                        </th>
                        <th scope="col" className="number">
                            Slots
                        </th>
                        <th scope="col">Used</th>
                    </tr>
                </thead>
                <tbody>
                    {(exact.length > 0 ? exact : fromMap(slab)).map((each) => (
                        <ClassRow key={each.classBytes} row={each} />
                    ))}
                </tbody>
            </table>
        </TableScroll>
    );
}

function ClassRow({ row }: { row: SizeClass }) {
    const share = ratio(row.usedSlots, row.slots);
    const name =
        row.classBytes < 0 ? "several" : row.classBytes === 0 ? "none yet" : bytes(row.classBytes);
    const isExact = Number.isInteger(row.usedSlots);
    return (
        <tr>
            <td className="no-break">{name}</td>
            <td className="number">{count(row.pages)}</td>
            <td className="number">
                {isExact ? `${count(row.usedSlots)} / ${count(row.slots)}` : "—"}
            </td>
            <td className="no-break">
                <span className="bar-row">
                    <span className="bar">
                        <span style={{ width: `${(share ?? 0) * 100}%` }} />
                    </span>
                    {percent(share, 0)}
                </span>
            </td>
        </tr>
    );
}

/** Groups of pages by class, and how full they are: a share where the node would count slots. */
function fromMap(slab: SlabCells): SizeClass[] {
    const classes = new Map<number, SizeClass>();
    slab.cls.forEach((classBytes, cell) => {
        const known = classes.get(classBytes) ?? { classBytes, pages: 0, slots: 0, usedSlots: 0 };
        const used = known.usedSlots + (slab.occ[cell] ?? 0) / 255.001;
        classes.set(classBytes, {
            ...known,
            pages: known.pages + 1,
            slots: known.slots + 1,
            usedSlots: used,
        });
    });
    return [...classes.values()].sort((a, b) => a.classBytes - b.classBytes);
}
