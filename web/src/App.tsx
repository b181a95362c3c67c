import { useEffect, useState } from "react";
import { Banners } from "./components/Banners";
import { ErrorBoundary } from "./components/ErrorBoundary";
import { Header } from "./components/Header";
import { KeyHelp } from "./components/KeyHelp";
import { Timeline } from "./components/Timeline";
import { CacheScreen } from "./screens/CacheScreen";
import { ClusterScreen } from "./screens/ClusterScreen";
import { EventsScreen } from "./screens/EventsScreen";
import { KeyScreen } from "./screens/KeyScreen";
import { OverviewScreen } from "./screens/OverviewScreen";
import { PredictScreen } from "./screens/PredictScreen";
import { keyOf, SCREENS } from "./screens/screens";
import { useDashboard, usePlace } from "./store/hooks";
import { useKeyboard } from "./store/keyboard";
import { useTimeInAddress } from "./store/timeInAddress";

export function App() {
    const { path, query } = usePlace();
    const dashboard = useDashboard();
    const [isHelpOpen, setHelpOpen] = useState(false);
    useKeyboard(dashboard, () => setHelpOpen(true));
    useTimeInAddress(dashboard);
    const theme = query.get("theme");
    useEffect(() => {
        if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
        else delete document.documentElement.dataset.theme;
    }, [theme]);
    return (
        <div className="app">
            <a className="skip button" href="#main">
                Skip to content
            </a>
            <Header onHelp={() => setHelpOpen(true)} />
            <Banners />
            <main className="main" id="main" tabIndex={-1}>
                <ErrorBoundary what="screen" key={path}>
                    <Screen path={path} />
                </ErrorBoundary>
            </main>
            <Timeline />
            <KeyHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
        </div>
    );
}

function Screen({ path }: { path: string }) {
    const key = keyOf(path);
    const name = SCREENS.find((screen) => screen.path === path)?.name;
    useEffect(() => {
        document.title = `${key ?? name ?? "Not found"} · NeuroCache`;
    }, [key, name]);
    if (key !== null) return <KeyScreen name={key} />;
    switch (name) {
        case "Overview":
            return <OverviewScreen />;
        case "Cluster":
            return <ClusterScreen />;
        case "Cache":
            return <CacheScreen />;
        case "Prediction":
            return <PredictScreen />;
        case "Events":
            return <EventsScreen />;
        case undefined:
            return (
                <div className="panel state">
                    <h1>There is no screen at {path}</h1>
                    <a href="/ui/">To the overview</a>
                </div>
            );
    }
}
