"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, FilePenLine } from "lucide-react";
import { Loading, Problem } from "../ui/states.tsx";
import { useKeptDraft } from "../shell/kept-draft.ts";
import { useTRPC } from "../trpc.tsx";
import { cx } from "../ui/cx.ts";
import { SectionEditor } from "./section-editor.tsx";
import type { Section } from "./types.ts";

/** The documentation of a model version: its sections at the left, the chosen one to read, write and sign. */
export function DocumentationTab({ modelVersionId }: { modelVersionId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.documentation.get.queryOptions({ modelVersionId }));
  // With the drafts: who comes back from another tab is where they wrote.
  const [chosen, setChosen] = useKeptDraft<Section["id"]>(`documentation/${modelVersionId}`);
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="documentation" rows={8} />;
  const { sections } = query.data;
  const section = sections.find(({ id }) => id === chosen) ?? sections[0]!;
  const signed = sections.filter((one) => one.signed).length;
  return (
    <div className="grid items-start gap-x-6 gap-y-4 @2xl:grid-cols-[14rem_minmax(0,1fr)]">
      <nav aria-label="Sections" className="@2xl:border-line @2xl:border-r @2xl:pr-3">
        <p className="text-muted mb-1.5 text-xs">
          {signed} of {sections.length} sections signed
        </p>
        <ul className="flex flex-col">
          {sections.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-current={one.id === section.id ? "true" : undefined}
                onClick={() => setChosen(one.id)}
                className={cx(
                  "hover:bg-hover flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm",
                  one.id === section.id && "bg-selected font-medium",
                )}
              >
                <Mark section={one} />
                {one.title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <SectionEditor key={section.id} section={section} modelVersionId={modelVersionId} />
    </div>
  );
}

function Mark({ section }: { section: Section }) {
  const [Icon, word, look] = section.signed
    ? [CircleCheck, "signed", "text-ok"]
    : section.saved
      ? [FilePenLine, "not signed", "text-warn"]
      : [CircleDashed, "not written", "text-muted"];
  return (
    <span title={word} className={look}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{word}: </span>
    </span>
  );
}
