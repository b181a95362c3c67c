export function PredictScreen() {
    return <h1>Predict</h1>;
}
