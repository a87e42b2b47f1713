"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { CircleHelp, CircleSlash, Pin, Play, Recycle, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { AppRouter } from "../../server/router.ts";
import { formatCount, formatDuration, plural, sentenceCase, shortHash } from "../ui/format.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { SubSection } from "../ui/sub-section.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { useTRPC } from "../trpc.tsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { KindIcon } from "./kind-icon.tsx";

const ASK_AGAIN_MS = 2_000;

type Input = inferRouterInputs<AppRouter>["runs"]["plan"];
type Planned = inferRouterOutputs<AppRouter>["runs"]["plan"]["nodes"][number];

const WILL: Record<Planned["will"], { word: string; tone: Tone; icon: LucideIcon }> = {
  pinned: { word: "Kept", tone: "accent", icon: Pin },
  reuse: { word: "Reused", tone: "ok", icon: Recycle },
  run: { word: "Runs", tone: "info", icon: Play },
  skip: { word: "Skipped", tone: "neutral", icon: CircleSlash },
  open: { word: "Known later", tone: "wait", icon: CircleHelp },
};

/** Without a change, until the plan is asked for. */
const SETTLE_MS = 400;

/** What a run would do with each step, and why; whose results are taken. */
export function RunForecast({ input, usual = {} }: { input: Input; usual?: Usual }) {
  const trpc = useTRPC();
  const wanted = JSON.stringify(input);
  const text = useSettled(wanted, SETTLE_MS);
  const settled = JSON.parse(text) as Input;
  const query = useQuery(
    trpc.runs.plan.queryOptions(settled, {
      placeholderData: keepPreviousData,
      retry: false,
      // What was made since may be reused by now.
      refetchOnMount: "always",
      // What was refused because the run still went on may be possible a moment later.
      refetchInterval: ({ state }) =>
        state.error?.data?.code === "CONFLICT" ? ASK_AGAIN_MS : false,
    }),
  );
  const stale = query.isPlaceholderData || text !== wanted;
  const nodes = query.data?.nodes;
  // While a refused plan is asked for again the refusal stays to be read.
  const [refusal, setRefusal] = useState(query.error);
  if (query.error && query.error !== refusal) setRefusal(query.error);
  const problem = query.error ?? (nodes ? null : refusal);
  return (
    <SubSection title="What will happen" note={nodes && countWords(nodes)}>
      {problem ? (
        <Problem error={problem} retry={query.refetch} />
      ) : !nodes ? (
        <Loading what="plan" />
      ) : (
        <ul
          aria-label="What will happen"
          aria-busy={stale}
          className={`border-line divide-line max-h-[26rem] divide-y overflow-y-auto rounded-md border ${stale ? "opacity-60" : ""}`}
        >
          {nodes.map((node) => (
            <Row key={node.node} node={node} usual={usual[node.node]?.ms} />
          ))}
        </ul>
      )}
    </SubSection>
  );
}

type Usual = Readonly<Record<string, { ms: number }>>;

/** `4 run, 3 are reused, 1 is known later`. */
function countWords(nodes: readonly Planned[]): string {
  const count = (...kinds: Planned["will"][]) =>
    nodes.filter(({ will }) => kinds.includes(will)).length;
  const run = count("run");
  const kept = count("reuse", "pinned");
  const skip = count("skip");
  const later = count("open");
  return [
    run > 0 && plural(run, "step runs", "steps run"),
    kept > 0 && `${formatCount(kept)} reused`,
    skip > 0 && `${formatCount(skip)} skipped`,
    later > 0 && `${formatCount(later)} known later`,
  ]
    .filter(Boolean)
    .join(", ");
}

function Row({
  node: { node, title, kind, will, run, why },
  usual,
}: {
  node: Planned;
  usual: number | undefined;
}) {
  const { word, tone, icon: Icon } = WILL[will];
  return (
    <li className="flex items-start gap-2 px-3 py-2 text-sm" data-node={node} data-will={will}>
      <KindIcon kind={kind} className="text-muted mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 flex-1">
        <span className="font-medium">{title}</span>{" "}
        <code className="text-muted text-xs">{node}</code>
        <span className="text-muted block text-xs break-words">
          {sentenceCase(why)}
          {usual !== undefined && (will === "run" || will === "open") && (
            <>; usually {formatDuration(usual)}</>
          )}
          {run && (
            <>
              {" "}
              <Link
                href={`/runs/${run}?step=${node}`}
                target="_blank"
                className="text-accent hover:underline"
              >
                <code>{shortHash(run)}</code>
              </Link>
            </>
          )}
        </span>
      </span>
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {word}
      </Badge>
    </li>
  );
}
