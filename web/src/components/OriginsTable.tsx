import { duration, NO_DATA } from "../domain/format";
import { type Route, readRoutes } from "../domain/objects";
import { useResource, useView } from "../store/hooks";
import { Empty, Failed, Loading } from "./PanelState";
import { TableScroll } from "./TableScroll";

const REFRESH_MS = 30_000;

export function OriginsTable() {
    const view = useView();
    const isLiveSource = view.source.kind === "live";
    const { data, failure, isLoading } = useResource(
        isLiveSource ? "/admin/origins" : null,
        REFRESH_MS,
    );
    // A recording and a node that refuses still tell the routes themselves, in the snapshot.
    const told: Route[] = view.state.origins.map((route) => ({
        pattern: route.pattern,
        host: route.host ?? "",
        origins: route.origins,
        health: "",
        defaultTtlSeconds: null,
        staleIfErrorSeconds: null,
        whenCutOff: "",
    }));
    const full = readRoutes(data);
    const routes = full.length > 0 ? full : told;
    if (routes.length > 0) return <Routes routes={routes} />;
    if (failure !== null) return <Failed what="The list of origins" failure={failure} />;
    if (isLoading && isLiveSource) return <Loading what="Asking for the origins" />;
    return (
        <Empty command="bin/neurod --origins origins.yaml">
            There are no origins: a miss is answered with 404. A file of routes changes that:
        </Empty>
    );
}

function Routes({ routes }: { routes: readonly Route[] }) {
    return (
        <TableScroll label="Origins table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Pattern</th>
                        <th scope="col">Origins</th>
                        <th scope="col">Kept for</th>
                    </tr>
                </thead>
                <tbody>
                    {routes.map((route) => (
                        <tr key={`${route.host} ${route.pattern}`}>
                            <td className="mono">
                                {route.pattern}
                                {route.host === "" ? null : (
                                    <div className="soft">host {route.host}</div>
                                )}
                            </td>
                            <td className="mono">
                                {route.origins.map((origin) => (
                                    <div key={origin}>{origin}</div>
                                ))}
                            </td>
                            <td className="no-break">
                                {seconds(route.defaultTtlSeconds)}
                                {route.staleIfErrorSeconds ? (
                                    <div className="soft">
                                        on errors {seconds(route.staleIfErrorSeconds)} more
                                    </div>
                                ) : null}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </TableScroll>
    );
}

function seconds(value: number | null): string {
    return value === null ? NO_DATA : duration(value * 1000);
}
