import { useEffect, useState } from "react";

/** Without a secure origin there is no clipboard: then the text is at least selected for Ctrl-C. */
async function copy(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return false;
    }
}

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
    const [said, setSaid] = useState("");
    useEffect(() => {
        if (said === "") return;
        const timer = setTimeout(() => setSaid(""), 2_000);
        return () => clearTimeout(timer);
    }, [said]);
    const onClick = async () => setSaid((await copy(text)) ? "Copied" : "Select and copy by hand");
    return (
        <button type="button" onClick={onClick} aria-live="polite">
            {said === "" ? label : said}
        </button>
    );
}

export function Command({ line }: { line: string }) {
    return (
        <span className="command">
            <code>{line}</code>
            <CopyButton text={line} />
        </span>
    );
}
