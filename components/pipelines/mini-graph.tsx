import { parseEnd, type PipelineDocument } from "../../workflows/core/document.ts";
import type { Category } from "../../workflows/core/define-step.ts";
import { registry } from "../../workflows/steps/index.ts";
import { nestingOf } from "../graph/inside.ts";
import { placeNodes } from "../graph/place.ts";

const MARGIN = 24;
const FILLS: Record<Category, string> = {
  data: "fill-category-data",
  train: "fill-category-train",
  model: "fill-category-model",
  governance: "fill-category-governance",
  control: "fill-category-control",
};

/** A pipeline as small as a stamp: steps in their categories' colours, maps as frames around theirs, and wires. */
export function MiniGraph({ document }: { document: PipelineDocument }) {
  const places = placeNodes(document, registry);
  const { inside } = nestingOf(document, registry);
  const boxes = [...places.values()];
  const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN - top;
  const maps = document.nodes.filter(({ id }) => inside.has(id));
  const steps = document.nodes.filter(({ id }) => !inside.has(id));
  return (
    <svg
      viewBox={`${left} ${top} ${width} ${height}`}
      className="h-24 w-full"
      role="img"
      aria-label={`Picture of the pipeline: ${document.nodes.map(({ kind }) => registry.get(kind)?.title ?? kind).join(", ")}`}
    >
      {maps.map(({ id }) => {
        const place = places.get(id);
        return (
          place && (
            <rect
              key={id}
              {...place}
              rx={20}
              className="fill-sunken stroke-category-control"
              strokeWidth={6}
            />
          )
        );
      })}
      {(document.wires ?? []).map(({ from, to }) => {
        const start = places.get(parseEnd(from)?.node ?? "");
        const end = places.get(parseEnd(to)?.node ?? "");
        if (!start || !end) return null;
        const [x1, y1] = [start.x + start.width, start.y + start.height / 2];
        // What a map gathers ends at its inner right border.
        const gathered = end.x < start.x && end.x + end.width > x1;
        const [x2, y2] = [gathered ? end.x + end.width : end.x, end.y + end.height / 2];
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
      {steps.map(({ id, kind }) => {
        const place = places.get(id);
        return (
          place && (
            <rect
              key={id}
              {...place}
              rx={20}
              className={FILLS[registry.get(kind)?.category ?? "control"]}
            />
          )
        );
      })}
    </svg>
  );
}
