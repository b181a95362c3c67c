export function KeyScreen({ name }: { name: string }) {
    return <h1>{name}</h1>;
}
