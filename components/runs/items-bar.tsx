import { formatCount } from "../ui/format.ts";
import type { ItemCounts } from "./live-state.ts";

/** How far a map has come: done, failed, running and waiting, of all. */
export function ItemsBar({ counts }: { counts: ItemCounts }) {
  const { total, done, failed, cancelled, running, waiting } = counts;
  if (!total) return null;
  const share = (count: number) => ({ width: `${Math.min(100, (count / total) * 100)}%` });
  return (
    <div
      role="progressbar"
      aria-label="Items that have ended"
      aria-valuenow={done + failed + cancelled}
      aria-valuemax={total}
      aria-valuetext={itemsText(counts)}
      className="bg-line flex h-1.5 overflow-hidden rounded-full"
    >
      <span className="bg-ok h-full" style={share(done)} />
      <span className="bg-danger h-full" style={share(failed)} />
      <span className="bg-line-strong h-full" style={share(cancelled)} />
      <span className="bg-info h-full opacity-60" style={share(running)} />
      <span className="bg-wait h-full opacity-60" style={share(waiting)} />
    </div>
  );
}

/** `8,120 of 10,000, 3 failed, 4 waiting`. */
export function itemsText(counts: ItemCounts): string {
  return itemsWords(counts).join(", ");
}

/** The same in its parts: how many of all first. */
export function itemsWords({ total, done, failed, cancelled, waiting }: ItemCounts): string[] {
  if (total === 0) return ["no items"];
  const ended = formatCount(done + failed + cancelled);
  return [
    total === null ? `${ended} ended` : `${ended} of ${formatCount(total)}`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
  ];
}
