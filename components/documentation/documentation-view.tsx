"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading, Problem } from "../ui/states.tsx";
import { useTRPC } from "../trpc.tsx";
import { Time } from "../ui/time.tsx";
import { Filled } from "./filled.tsx";
import { Prose } from "./prose.tsx";
import { SectionState } from "./section-state.tsx";

/** All sections to be read one after another; `aside` stands beside each title. */
export function DocumentationView({
  modelVersionId,
  aside,
}: {
  modelVersionId: string;
  aside?: (section: string, title: string) => ReactNode;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.documentation.get.queryOptions({ modelVersionId }));
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="documentation" rows={6} />;
  return (
    <div className="flex flex-col">
      {query.data.sections.map((section) => (
        <section
          key={section.id}
          id={`documentation-${section.id}`}
          aria-label={section.title}
          className="border-line scroll-mt-4 border-t py-4 first:border-0 first:pt-0 last:pb-0"
        >
          <header className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="text-sm font-semibold">{section.title}</h3>
            <SectionState section={section} />
            {section.saved && (
              <span className="text-muted text-xs">
                {section.signed ? "by" : "saved by"} {section.saved.by.name},{" "}
                <Time at={section.saved.at} />
              </span>
            )}
            {aside && <span className="ml-auto">{aside(section.id, section.title)}</span>}
          </header>
          <div className="grid gap-x-8 gap-y-3 @3xl:grid-cols-2">
            <div className="min-w-0">
              {section.body ? (
                <Prose text={section.body} />
              ) : (
                <p className="text-muted text-sm">Nobody has written anything here.</p>
              )}
            </div>
            <div className="bg-sunken min-w-0 self-start rounded-md px-3 py-2">
              <p className="text-muted mb-1 text-2xs">From the record</p>
              <Filled filled={section.filled} />
            </div>
          </div>
        </section>
      ))}
    </div>
  );
}
