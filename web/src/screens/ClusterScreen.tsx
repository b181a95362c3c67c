export function ClusterScreen() {
    return <h1>Cluster</h1>;
}
