import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { bytes, percent } from "../domain/format";
import type { SlabCells } from "../domain/state";
import { viridis } from "../domain/viridis";

interface SlabMapProps {
    slab: SlabCells;
    columns: number;
    /** Height of one row of cells on the screen. */
    rowPixels: number;
    label: string;
}

/** One cell a group of pages, darker where it is empty; the cell under the pointer is told below. */
export function SlabMap({ slab, columns, rowPixels, label }: SlabMapProps) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const [cell, setCell] = useState<number | null>(null);
    const rows = Math.max(1, Math.ceil(slab.cells / columns));
    useEffect(() => {
        const context = canvas.current?.getContext("2d");
        if (context) paint(context, slab, columns, rows);
    }, [slab, columns, rows]);
    const onMove = (event: PointerEvent<HTMLCanvasElement>) => {
        const box = event.currentTarget.getBoundingClientRect();
        const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
        const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
        setCell(Math.min(slab.cells - 1, Math.max(0, row * columns + column)));
    };
    const onKey = (event: KeyboardEvent) => {
        const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[
            event.key
        ];
        if (by === undefined) return;
        event.preventDefault();
        setCell((before) => Math.min(slab.cells - 1, Math.max(0, (before ?? 0) + by)));
    };
    const said = cell === null ? `${slab.cells} groups of pages` : describe(slab, cell);
    return (
        <div className="slab">
            <canvas
                ref={canvas}
                width={columns}
                height={rows}
                style={{ height: rows * rowPixels }}
                role="img"
                tabIndex={0}
                aria-label={`${label}: ${said}. Arrow keys move.`}
                onPointerMove={onMove}
                onPointerLeave={() => setCell(null)}
                onFocus={() => setCell((before) => before ?? 0)}
                onBlur={() => setCell(null)}
                onKeyDown={onKey}
            />
            <div className="slab-line">
                <output>{said}</output>
                <Scale />
            </div>
        </div>
    );
}

function paint(context: CanvasRenderingContext2D, slab: SlabCells, columns: number, rows: number) {
    const image = context.createImageData(columns, rows);
    for (let i = 0; i < slab.cells; i++) {
        const [red, green, blue] = viridis((slab.occ[i] ?? 0) / 255);
        image.data.set([red, green, blue, 255], i * 4);
    }
    context.putImageData(image, 0, 0);
}

function describe(slab: SlabCells, cell: number): string {
    const size = slab.cls[cell] ?? 0;
    const used = percent((slab.occ[cell] ?? 0) / 255, 0);
    const name =
        size === 0 ? "no class yet" : size < 0 ? "several classes" : `class ${bytes(size)}`;
    return `${name}, page group ${cell}, ${used} used`;
}

const SCALE_STEPS = 32;

/** 0 to 100 %, so that the colours have numbers. */
function Scale() {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const context = canvas.current?.getContext("2d");
        if (!context) return;
        const image = context.createImageData(SCALE_STEPS, 1);
        for (let i = 0; i < SCALE_STEPS; i++) {
            image.data.set([...viridis(i / (SCALE_STEPS - 1)), 255], i * 4);
        }
        context.putImageData(image, 0, 0);
    }, []);
    return (
        <span className="scale">
            0 %
            <canvas ref={canvas} width={SCALE_STEPS} height={1} aria-hidden="true" />
            100 % used
        </span>
    );
}
