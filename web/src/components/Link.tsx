import type { MouseEvent, ReactNode } from "react";
import { go } from "../store/location";

interface LinkProps {
    href: string;
    className?: string;
    isCurrent?: boolean;
    children: ReactNode;
}

/** A link within the dashboard; a new tab or window stays what the browser makes of it. */
export function Link({ href, className, isCurrent, children }: LinkProps) {
    const onClick = (event: MouseEvent) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(href);
    };
    return (
        <a
            href={href}
            className={className}
            aria-current={isCurrent ? "page" : undefined}
            onClick={onClick}
        >
            {children}
        </a>
    );
}
