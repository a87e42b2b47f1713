import { toast } from "../../ui/toast.tsx";

/**
 * Whether what stands in a field is written when it is left: not where nothing was typed, for others may have changed it since
 * it was opened. `over`: it takes the place of what they wrote.
 */
export function leftText({ opened, typed, now }: { opened: string; typed: string; now: string }): {
  write: boolean;
  over: boolean;
} {
  const write = typed !== opened && typed !== now;
  return { write, over: write && now !== opened };
}

/** Writes what was typed into a field on the canvas, and says so where that takes the place of what came in meanwhile. */
export function leaveField(
  texts: { opened: string; typed: string; now: string },
  write: (typed: string) => void,
): void {
  const left = leftText(texts);
  if (!left.write) return;
  write(texts.typed);
  if (left.over)
    toast.info(
      "What you wrote took the place of a change that came in meanwhile",
      "Undo brings it back.",
    );
}
