import { parseEnd, type PipelineDocument } from "../../workflows/core/document.ts";
import type { Category } from "../../workflows/core/define-step.ts";
import { registry } from "../../workflows/steps/index.ts";
import { NODE_WIDTH } from "../builder/layout/geometry.ts";
import { placeNodes } from "../builder/layout/place.ts";

const HEIGHT = 96;
const MARGIN = 24;
const FILLS: Record<Category, string> = {
  data: "fill-category-data",
  train: "fill-category-train",
  model: "fill-category-model",
  governance: "fill-category-governance",
  control: "fill-category-control",
};

/** A pipeline as small as a stamp: steps in their categories' colours, and wires. */
export function MiniGraph({ document }: { document: PipelineDocument }) {
  const places = placeNodes(document, registry);
  const points = [...places.values()];
  const left = Math.min(...points.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...points.map(({ y }) => y)) - MARGIN;
  const width = Math.max(...points.map(({ x }) => x)) + NODE_WIDTH + MARGIN - left;
  const height = Math.max(...points.map(({ y }) => y)) + HEIGHT + MARGIN - top;
  return (
    <svg
      viewBox={`${left} ${top} ${width} ${height}`}
      className="h-24 w-full"
      role="img"
      aria-label={`Picture of the pipeline: ${document.nodes.map(({ kind }) => registry.get(kind)?.title ?? kind).join(", ")}`}
    >
      {(document.wires ?? []).map(({ from, to }) => {
        const start = places.get(parseEnd(from)?.node ?? "");
        const end = places.get(parseEnd(to)?.node ?? "");
        if (!start || !end) return null;
        const [x1, y1] = [start.x + NODE_WIDTH, start.y + HEIGHT / 2];
        const [x2, y2] = [end.x, end.y + HEIGHT / 2];
        const bend = Math.max(40, (x2 - x1) / 2);
        return (
          <path
            key={`${from} ${to}`}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
            className="stroke-line-strong"
            strokeWidth={8}
            fill="none"
          />
        );
      })}
      {document.nodes.map(({ id, kind }) => {
        const place = places.get(id);
        if (!place) return null;
        return (
          <rect
            key={id}
            x={place.x}
            y={place.y}
            width={NODE_WIDTH}
            height={HEIGHT}
            rx={20}
            className={FILLS[registry.get(kind)?.category ?? "control"]}
          />
        );
      })}
    </svg>
  );
}
