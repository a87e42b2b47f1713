"use client";
import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import type { Box, Point } from "../../graph/geometry.ts";
import { placeNodes } from "../../graph/place.ts";
import type { Compared } from "./merged-document.ts";

/** Where moved nodes came from: their old outline, and an arrow to where they lie now. */
export function MovedArrows({ compared: { both, from } }: { compared: Compared }) {
  const moves = useMemo(() => {
    const places = placeNodes(both, registry);
    return [...from].flatMap(([key, old]) => {
      const now = places.get(key);
      return now ? [{ key, old, now }] : [];
    });
  }, [both, from]);
  return (
    <ViewportPortal>
      {moves.map(({ key, old, now }) => (
        <Arrow key={key} old={old} now={now} />
      ))}
    </ViewportPortal>
  );
}

function Arrow({ old, now }: { old: Point; now: Box }) {
  const center = { x: now.width / 2, y: now.height / 2 };
  const [dx, dy] = [now.x - old.x, now.y - old.y];
  const length = Math.hypot(dx, dy);
  // The arrow ends at the border of the node, not in its middle.
  const reach = Math.min(
    center.x / Math.max(Math.abs(dx), 1),
    center.y / Math.max(Math.abs(dy), 1),
    1,
  );
  const tip = { x: center.x + dx * (1 - reach), y: center.y + dy * (1 - reach) };
  const angle = (Math.atan2(dy, dx) * 180) / Math.PI;
  return (
    <svg className="pb-moved" style={{ left: old.x, top: old.y }} width={1} height={1} aria-hidden>
      <rect width={now.width} height={now.height} rx={10} />
      {length > now.height && (
        <>
          <path d={`M${center.x},${center.y} L${tip.x},${tip.y}`} />
          <polygon
            points="0,0 -16,-7 -16,7"
            transform={`translate(${tip.x} ${tip.y}) rotate(${angle})`}
          />
        </>
      )}
    </svg>
  );
}
