import type { Tier } from "../../db/schema/tiers.ts";
import { cx } from "../ui/cx.ts";

const BARS: Record<Tier, { count: number; colour: string }> = {
  unassessed: { count: 0, colour: "" },
  low: { count: 1, colour: "bg-ok" },
  medium: { count: 2, colour: "bg-warn" },
  high: { count: 3, colour: "bg-danger" },
};

/** A risk tier as rising bars: one, two or three of them; none where nothing was assessed. Stands beside its word. */
export function TierMark({ tier }: { tier: Tier }) {
  const { count, colour } = BARS[tier];
  return (
    <span aria-hidden className="flex h-4 items-end gap-0.5">
      {["h-1.5", "h-2.5", "h-3.5"].map((height, index) => (
        <span
          key={height}
          className={cx("w-1 rounded-xs", height, index < count ? colour : "bg-line-strong/40")}
        />
      ))}
    </span>
  );
}
