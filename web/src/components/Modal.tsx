import { type ReactNode, useEffect, useRef } from "react";

interface ModalProps {
    isOpen: boolean;
    title: string;
    onClose: () => void;
    children: ReactNode;
}

/** The browser's own dialog: it keeps the focus inside, closes with Esc, and gives the focus back. */
export function Modal({ isOpen, title, onClose, children }: ModalProps) {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const element = dialog.current;
        if (element === null) return;
        if (isOpen && !element.open) element.showModal();
        if (!isOpen && element.open) element.close();
    }, [isOpen]);
    return (
        <dialog ref={dialog} onClose={onClose} aria-label={title}>
            {isOpen ? (
                <div className="dialog-body">
                    <h2>{title}</h2>
                    {children}
                </div>
            ) : null}
        </dialog>
    );
}
