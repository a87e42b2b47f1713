"use client";
import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { memo, useEffect, useMemo, useRef, type PointerEvent } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { around, type Box } from "../../graph/geometry.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { nestingOf } from "../../graph/inside.ts";
import { placeAll } from "../layout/place-drawn.ts";
import { onThemeChange } from "../../ui/on-theme-change.ts";
import { groupOf, noteOf } from "../store/canvas-key.ts";
import { triggerOf } from "../store/trigger-key.ts";
import { useEditor } from "../store/editor-context.tsx";

const WIDTH = 168;
const HEIGHT = 112;
const PAD = 6;

/**
 * All of the pipeline, small, with a frame around what is seen; a click or a drag goes there. Drawn on a canvas when the
 * document changes, not with every frame: React Flow's own costs as much as the graph when that is large.
 */
export const Overview = memo(function Overview() {
  const document = useEditor((state) => state.document);
  const canvas = useRef<HTMLCanvasElement>(null);
  const places = useMemo(() => shown(document), [document]);
  const scale = useMemo(() => scaleOf([...places.values()]), [places]);
  const flow = useReactFlow();
  const flowStore = useStoreApi();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const paint = () => paintBoxes(context, element, places, scale, document);
    paint();
    // The theme's colours are read when it is painted.
    return onThemeChange(paint);
  }, [document, places, scale]);

  function go(event: PointerEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const factor = WIDTH / box.width;
    const x = ((event.clientX - box.x) * factor - scale.x) / scale.zoom;
    const y = ((event.clientY - box.y) * factor - scale.y) / scale.zoom;
    void flow.setCenter(x, y, { zoom: flowStore.getState().transform[2] });
  }

  if (places.size === 0) return null;
  return (
    <div
      className="pb-overview"
      role="img"
      aria-label="Overview of the pipeline"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <canvas ref={canvas} width={2 * WIDTH} height={2 * HEIGHT} />
      <Seen scale={scale} />
    </div>
  );
});

/** The frame around what is seen, as a layer of its own: it moves with every frame of a panning. */
function Seen({ scale }: { scale: Scale }) {
  const box = useStore(
    ({ transform, width, height }) => {
      const [x, y, zoom] = transform;
      const factor = scale.zoom / zoom;
      return {
        left: scale.x - x * factor,
        top: scale.y - y * factor,
        width: width * factor,
        height: height * factor,
      };
    },
    (a, b) => a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height,
  );
  return (
    <span
      className="pb-overview-seen"
      style={{
        transform: `translate3d(${box.left}px, ${box.top}px, 0)`,
        width: box.width,
        height: box.height,
      }}
    />
  );
}

interface Scale {
  x: number;
  y: number;
  zoom: number;
}

function scaleOf(boxes: readonly Box[]): Scale {
  if (boxes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const { x, y, width, height } = around(boxes);
  const zoom = Math.min((WIDTH - 2 * PAD) / width, (HEIGHT - 2 * PAD) / height, 0.2);
  return {
    x: (WIDTH - width * zoom) / 2 - x * zoom,
    y: (HEIGHT - height * zoom) / 2 - y * zoom,
    zoom,
  };
}

function shown(document: Parameters<typeof placeAll>[0]): Map<string, Box> {
  const { hiddenBy } = collapsedOf(document, registry);
  return new Map([...placeAll(document, registry)].filter(([key]) => !hiddenBy.has(key)));
}

function paintBoxes(
  context: CanvasRenderingContext2D,
  element: HTMLCanvasElement,
  places: ReadonlyMap<string, Box>,
  scale: Scale,
  document: Parameters<typeof placeAll>[0],
) {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--color-${name}`);
  const kinds = new Map(document.nodes.map(({ id, kind }) => [id, kind]));
  const { inside } = nestingOf(document, registry);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  for (const [key, box] of places) {
    const kind = kinds.get(key);
    const group = groupOf(key);
    const frame =
      inside.has(key) || (group !== null && !document.layout?.groups?.[group]?.collapsed);
    context.globalAlpha = frame ? 0.22 : noteOf(key) === null ? 1 : 0.5;
    context.fillStyle = token(
      triggerOf(key) !== null || groupOf(key) !== null
        ? "accent"
        : noteOf(key) !== null
          ? "warn"
          : `category-${registry.get(kind ?? "")?.category ?? "control"}`,
    );
    context.beginPath();
    context.roundRect(
      box.x * scale.zoom + scale.x,
      box.y * scale.zoom + scale.y,
      Math.max(2, box.width * scale.zoom),
      Math.max(1.5, box.height * scale.zoom),
      1,
    );
    context.fill();
  }
}
