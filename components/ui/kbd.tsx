import { cx } from "./cx.ts";

/** Keys to press, for instance `Ctrl K`. */
export function Kbd({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className={cx(
            "min-w-4 rounded-xs border px-1 text-center font-sans text-2xs",
            inverted ? "border-current" : "border-line text-muted bg-sunken",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
