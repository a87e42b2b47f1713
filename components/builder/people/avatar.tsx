import type { CSSProperties } from "react";
import type { Person } from "./live-merge.ts";

const COLORS = 6;

/** A person's colour in this workspace, the same for everybody; always beside their initials. */
export function personStyle({ id }: Person): CSSProperties {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 65_521;
  return { "--who": `var(--color-chart-${(hash % COLORS) + 1})` } as CSSProperties;
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}

/** A person as a disc with initials; the name is said beside it, or by what it stands in. */
export function Avatar({ person }: { person: Person }) {
  return (
    <span aria-hidden className="pb-avatar" style={personStyle(person)}>
      {initials(person.name)}
    </span>
  );
}
