"use client";

import { Toggle } from "@base-ui/react/toggle";
import { useDraft } from "./draft-context.tsx";
import type { Requirement } from "./types.ts";

/** Which sections of the documentation must be signed; all of them where none is named. */
export function SectionsField({
  index,
  sections,
}: {
  index: number;
  sections: Requirement["sections"];
}) {
  const { catalogue, edit, problemAt, readOnly } = useDraft();
  const path = ["evidence", index, "sections"];
  const all = catalogue.sections.map(({ id }) => id);
  const chosen = sections ?? all;
  const problem = problemAt(path);
  return (
    <fieldset className="min-w-0 flex-1">
      <legend className="mb-1 text-sm font-medium">
        Sections to sign
        <span className="text-muted font-normal">
          {" "}
          ({sections ? `${sections.length} of ${all.length}` : "all of them"})
        </span>
      </legend>
      <div className="flex flex-wrap gap-1">
        {catalogue.sections.map(({ id, title }) => {
          const pressed = chosen.includes(id);
          return (
            <Toggle
              key={id}
              pressed={pressed}
              // The last one stays: no section at all is no requirement.
              disabled={readOnly || (pressed && chosen.length === 1)}
              onPressedChange={(on) => {
                const next = all.filter((one) => (one === id ? on : chosen.includes(one)));
                edit({ op: "set", path, value: next.length === all.length ? undefined : next });
              }}
              className="border-line-strong text-muted hover:bg-hover data-[pressed]:bg-accent-soft data-[pressed]:border-accent data-[pressed]:text-accent h-7 rounded-md border px-2 text-xs font-medium"
            >
              {title}
            </Toggle>
          );
        })}
      </div>
      {problem && <p className="text-danger mt-1 text-xs">{problem}</p>}
    </fieldset>
  );
}
