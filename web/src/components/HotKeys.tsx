import { useMemo, useState } from "react";
import { isObject } from "../api/wire";
import { bytes, duration, NO_DATA, nodeName, percent, rate } from "../domain/format";
import { type HotKey, hotKeys } from "../domain/hotKeys";
import { type CachedObject, catalogued, readObjects } from "../domain/objects";
import { keyPath } from "../screens/screens";
import { useDashboard, useResource, useShownSecond, useShownTime, useView } from "../store/hooks";
import { linkTo } from "../store/location";
import { Link } from "./Link";
import { Empty } from "./PanelState";
import { TableScroll } from "./TableScroll";

interface Row extends HotKey {
    ttlMs: number | null;
}

type Column = "key" | "perSecond" | "bytes" | "ttlMs" | "nodes" | "hitRatio" | "predicted";

const COLUMNS: readonly { id: Column; name: string; isNumber: boolean }[] = [
    { id: "key", name: "Key", isNumber: false },
    { id: "perSecond", name: "Requests/s", isNumber: true },
    { id: "hitRatio", name: "Hits", isNumber: true },
    { id: "bytes", name: "Size", isNumber: true },
    { id: "ttlMs", name: "Fresh for", isNumber: true },
    { id: "nodes", name: "Nodes", isNumber: false },
    { id: "predicted", name: "Foretold", isNumber: false },
];

const REFRESH_MS = 5_000;

/** The catalogue of the cluster adds what events do not tell; in the past it has no say. */
function useRows(): Row[] {
    const dashboard = useDashboard();
    const view = useView();
    const now = useShownTime();
    const isPresent = view.source.kind === "live" && view.isLive;
    const top = useResource(isPresent ? "/admin/top?limit=50" : null, REFRESH_MS);
    // Once a second is often enough for a list that people read.
    const second = useShownSecond();
    // biome-ignore lint/correctness/useExhaustiveDependencies: once a second, see above.
    return useMemo(() => {
        const objects = isObject(top.data) && isPresent ? readObjects(top.data) : [];
        const known = new Map(objects.map((object) => [object.key, object]));
        return hotKeys(dashboard.log.events, view.position).map((hot) =>
            rowOf(hot, known.get(catalogued(hot.key)), now),
        );
    }, [dashboard, top.data, second, isPresent]);
}

function rowOf(hot: HotKey, object: CachedObject | undefined, now: number): Row {
    return {
        ...hot,
        bytes: object?.size ?? hot.bytes,
        nodes: object?.edges ?? hot.nodes,
        ttlMs: object?.expiresAt == null ? null : object.expiresAt - now,
    };
}

function compare(a: Row, b: Row, column: Column): number {
    if (column === "key") return a.key < b.key ? -1 : 1;
    if (column === "nodes") return a.nodes.length - b.nodes.length;
    if (column === "predicted") return Number(a.predicted) - Number(b.predicted);
    return (a[column] ?? -1) - (b[column] ?? -1);
}

export function HotKeys() {
    const rows = useRows();
    const [sort, setSort] = useState<{ by: Column; isUp: boolean }>({
        by: "perSecond",
        isUp: false,
    });
    if (rows.length === 0) {
        return (
            <Empty command="curl -sI http://127.0.0.1:8080/cache/motd">
                No requests in the last minute. What is asked for shows here:
            </Empty>
        );
    }
    const ordered = [...rows].sort((a, b) => compare(a, b, sort.by) * (sort.isUp ? 1 : -1));
    return (
        <TableScroll label="Hot keys table">
            <table>
                <thead>
                    <tr>
                        {COLUMNS.map(({ id, name, isNumber }) => (
                            <SortHeader
                                key={id}
                                name={name}
                                isNumber={isNumber}
                                order={sort.by === id ? sort.isUp : null}
                                onSort={() =>
                                    setSort({ by: id, isUp: sort.by === id ? !sort.isUp : false })
                                }
                            />
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {ordered.map((row) => (
                        <HotRow key={row.key} row={row} />
                    ))}
                </tbody>
            </table>
        </TableScroll>
    );
}

interface SortHeaderProps {
    name: string;
    isNumber: boolean;
    /** Whether it is sorted upwards; null where by another column. */
    order: boolean | null;
    onSort: () => void;
}

function SortHeader({ name, isNumber, order, onSort }: SortHeaderProps) {
    const said = order === null ? undefined : order ? "ascending" : "descending";
    return (
        <th scope="col" className={isNumber ? "number" : ""} aria-sort={said}>
            <button type="button" className="sort" onClick={onSort}>
                {name}
                <span aria-hidden="true">{order === null ? "" : order ? "↑" : "↓"}</span>
            </button>
        </th>
    );
}

function HotRow({ row }: { row: Row }) {
    return (
        <tr>
            <td className="key-cell" title={row.key}>
                <Link href={linkTo(keyPath(row.key))}>{row.key}</Link>
            </td>
            <td className="number">{rate(row.perSecond)}</td>
            <td className="number">{percent(row.hitRatio, 0)}</td>
            <td className="number">{bytes(row.bytes)}</td>
            <td className="number">{row.ttlMs === null ? NO_DATA : ttl(row.ttlMs)}</td>
            <td className="no-break">{row.nodes.map(nodeName).join(" ")}</td>
            <td>{row.predicted ? "yes" : NO_DATA}</td>
        </tr>
    );
}

export function ttl(ms: number): string {
    return ms <= 0 ? "stale" : duration(ms);
}
