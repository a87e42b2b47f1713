"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { plural } from "../ui/format.ts";
import { Notice } from "../ui/notice.tsx";
import { isUnserved } from "./unserved.tsx";

/** How often it is asked, in milliseconds: nothing changes here within seconds. */
const REFRESH = 15_000;

/** That steps of runs that go on wait for a worker which nobody has started; nothing where all is well. */
export function UnservedSteps() {
  const trpc = useTRPC();
  const mayRead = useCan("workspace.read");
  const open = useQuery(
    trpc.runs.list.queryOptions(
      { limit: 1, open: true },
      { enabled: mayRead, refetchInterval: REFRESH },
    ),
  );
  // Temporal counts the steps of runs that were cancelled until a worker comes.
  const goesOn = mayRead && (open.data?.items.length ?? 0) > 0;
  const workers = useQuery(
    trpc.workers.list.queryOptions(undefined, { enabled: goesOn, refetchInterval: REFRESH }),
  );
  if (!goesOn) return null;
  const stuck = (workers.data?.queues ?? []).flatMap((one) => {
    const steps = one.backlog ?? 0;
    return steps > 0 && isUnserved(one) ? { queue: one.queue, steps } : [];
  });
  if (stuck.length === 0) return null;
  return (
    <Notice tone="warn" className="mb-4">
      {stuck.map(({ queue, steps }) => (
        <p key={queue}>
          {plural(steps, "step")} {steps === 1 ? "waits" : "wait"} for a worker on the queue{" "}
          <code>{queue}</code>, which nobody serves.
        </p>
      ))}
      <Link href="/workers" className="text-accent underline">
        Start a worker
      </Link>
    </Notice>
  );
}
