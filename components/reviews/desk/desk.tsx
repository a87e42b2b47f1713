"use client";

import { PageHeader } from "../../ui/page-header.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Calendar } from "./calendar.tsx";
import { Figures } from "./figures.tsx";
import { Queue } from "./queue.tsx";
import { useFilters } from "./use-filters.ts";

/** The reviewer's desk: what waits and for whom, what falls due, and how the reviewing goes. */
export function Desk() {
  const { tab, set } = useFilters();
  return (
    <>
      <PageHeader title="Reviews" />
      <Tabs
        aria-label="The desk"
        value={tab}
        onValueChange={(next) => set({ tab: next === "queue" ? null : next })}
        tabs={[
          { value: "queue", label: "Queue", content: <Queue /> },
          { value: "calendar", label: "Calendar", content: <Calendar /> },
          { value: "figures", label: "Figures", content: <Figures /> },
        ]}
      />
    </>
  );
}
