import { Facts } from "../ui/facts.tsx";
import { Prose } from "./prose.tsx";
import type { Section } from "./types.ts";

/** What Penstock itself says in a section. */
export function Filled({ filled: { facts, markdown } }: { filled: Section["filled"] }) {
  return (
    <div className="flex flex-col gap-2">
      {facts.length > 0 && <Facts dense facts={facts} />}
      {markdown && <Prose text={markdown} />}
      {facts.length === 0 && !markdown && (
        <p className="text-muted text-sm">The record says nothing for this section.</p>
      )}
    </div>
  );
}
