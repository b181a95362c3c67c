import type { ReactNode } from "react";

/** A table that may be wider than its panel: it scrolls by itself, by arrow keys too. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
    return (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
            {children}
        </div>
    );
}
