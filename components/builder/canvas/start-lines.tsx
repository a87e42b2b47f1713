"use client";
import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { HEADER_HEIGHT, type Box } from "../../graph/geometry.ts";
import { rootsOf } from "../layout/place-triggers.ts";
import { triggerOf } from "../store/trigger-key.ts";

/** Dotted lines from every trigger to the steps with which a run begins. */
export const StartLines = memo(function StartLines({
  document,
  places,
  triggers,
}: {
  document: PipelineDocument;
  places: ReadonlyMap<string, Box>;
  /** Boxes by key; those of triggers are taken. */
  triggers: ReadonlyMap<string, Box>;
}) {
  const starts = [...triggers].filter(([key]) => triggerOf(key) !== null);
  if (starts.length === 0) return null;
  const roots = rootsOf(document, registry).flatMap((id) => places.get(id) ?? []);
  return (
    <ViewportPortal>
      <svg className="pb-starts" aria-hidden>
        {starts.map(([key, from]) =>
          roots.map((to) => {
            const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
            const [x2, y2] = [to.x, to.y + HEADER_HEIGHT / 2];
            const bend = Math.max(32, Math.abs(x2 - x1) / 2);
            return (
              <path
                key={`${key} ${to.x} ${to.y}`}
                d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
              />
            );
          }),
        )}
      </svg>
    </ViewportPortal>
  );
});
