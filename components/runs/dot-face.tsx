"use client";
import { useLayoutEffect, useRef } from "react";
import { onThemeChange } from "../ui/on-theme-change.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { statusText, type ShownStatus } from "./status.tsx";

const ALL: Record<ShownStatus, true> = {
  pending: true,
  queued: true,
  running: true,
  retrying: true,
  waiting: true,
  paused: true,
  unserved: true,
  done: true,
  cached: true,
  pinned: true,
  handled: true,
  failed: true,
  lost: true,
  skipped: true,
  cancelled: true,
  unbegun: true,
};
const SHAPES = Object.keys(ALL);
/** Of a shape as an image, in pixels: as large as any is seen this far out. */
const SIZE = 48;

/** The state of a step as its shape alone. */
export function DotFace({ shown }: { shown: ShownStatus }) {
  const face = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => drawShape(face.current!, shown), [shown]);
  return <div ref={face} className="pb-dot-run" role="img" />;
}

/** Draws the shape of a state; nothing of a step that is not in the run. */
export function drawShape(face: HTMLElement, shown: ShownStatus | undefined): void {
  face.hidden = shown === undefined;
  if (shown === undefined) return;
  face.dataset.state = shown;
  face.ariaLabel = statusLook(shown).label;
  face.style.backgroundImage = `var(--pb-shape-${shown})`;
}

/**
 * Has the shapes of states ready as images, for all nodes beside it. Far out a thousand nodes may be in view and many of them
 * change at once: an icon drawn into each takes layers of its own, and the page is composed anew when one is put in the place of
 * another, which an image spares.
 */
export function DotShapes() {
  const icons = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = icons.current!;
    const { style } = element.parentElement!;
    const draw = () => {
      for (const [index, state] of SHAPES.entries())
        void bitmapOf(element.children[index]!).then((url) =>
          style.setProperty(`--pb-shape-${state}`, `url("${url}")`),
        );
    };
    draw();
    // The theme's colours are read when they are drawn.
    return onThemeChange(draw);
  }, []);
  return (
    <div ref={icons} hidden>
      {SHAPES.map((state) => (
        <StatusIcon key={state} status={state} className={statusText(state)} />
      ))}
    </div>
  );
}

/** An icon in its colour as the address of an image: of pixels, which are painted in a fraction of the time that its lines take. */
async function bitmapOf(icon: Element): Promise<string> {
  const lines = icon.cloneNode(true) as Element;
  lines.removeAttribute("class");
  lines.setAttribute("stroke", getComputedStyle(icon).color);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(lines.outerHTML)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  canvas.getContext("2d")!.drawImage(image, 0, 0, SIZE, SIZE);
  return canvas.toDataURL();
}
