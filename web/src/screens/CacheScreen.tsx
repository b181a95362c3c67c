export function CacheScreen() {
    return <h1>Cache</h1>;
}
