"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import type { Tier } from "../../db/schema/tiers.ts";
import { Loading, PageProblem, Problem } from "../ui/states.tsx";
import { TIER_WORDS } from "../reviews/words.ts";
import { keepDraft, keptDraft } from "../shell/kept-draft.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { cx } from "../ui/cx.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { PolicyEditor } from "./policy-editor.tsx";
import { TierMark } from "./tier-mark.tsx";
import type { PolicyRow } from "./types.ts";
import { baseOf, policyDraft, type KeptPolicy } from "./use-policy-draft.ts";

/** What a model of each risk tier must show, and who decides on it. */
export function PoliciesPage() {
  const trpc = useTRPC();
  const asked = useSearchParams().get("tier");
  const query = useQuery(trpc.policies.list.queryOptions(undefined, { refetchInterval: REFRESH }));
  const [visited, setVisited] = useState<readonly Tier[]>([]);
  if (query.error && !query.data)
    return (
      <PageProblem
        title="Policies"
        back={{ href: "/models", label: "Models" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  const { items = [] } = query.data ?? {};
  const tier = items.find((item) => item.tier === asked)?.tier ?? items[0]?.tier;
  if (tier && !visited.includes(tier)) setVisited([...visited, tier]);
  return (
    <>
      <PageHeader
        title="Policies"
        description="What a model of each risk tier must show, who decides on it, and how long an approval holds."
      />
      {tier ? (
        <>
          <TierList items={items} chosen={tier} />
          {/* Not shown, a tier keeps what was changed in it. */}
          {visited.map((one) => (
            <div key={one} hidden={one !== tier}>
              <TierPolicy tier={one} />
            </div>
          ))}
        </>
      ) : (
        <Loading what="policies" rows={8} />
      )}
    </>
  );
}

function TierList({ items, chosen }: { items: readonly PolicyRow[]; chosen: Tier }) {
  const router = useRouter();
  return (
    <nav aria-label="Risk tiers" className="mb-5 grid grid-cols-2 gap-3 lg:grid-cols-4">
      {items.map(({ tier, number, document }) => (
        <button
          key={tier}
          type="button"
          aria-current={tier === chosen ? "page" : undefined}
          onClick={() => router.replace(`/policies?tier=${tier}`, { scroll: false })}
          className={cx(
            "bg-surface shadow-card flex flex-col gap-1.5 rounded-lg border px-3.5 py-2.5 text-left",
            tier === chosen ? "border-accent ring-accent ring-1" : "border-line hover:bg-hover",
          )}
        >
          <span className="flex w-full items-center gap-2 text-sm font-semibold">
            <TierMark tier={tier} />
            <span className="flex-1">{TIER_WORDS[tier]}</span>
            <span className="text-muted text-xs font-normal">
              {number === 0 ? "built in" : `version ${number}`}
            </span>
          </span>
          <span className="text-muted flex flex-wrap items-center gap-x-0.5 text-xs">
            {document.stages.map(({ id, title }, index) => (
              <span key={id} className="flex items-center gap-x-0.5">
                {index > 0 && <ChevronRight aria-label="then" className="size-3" />}
                {title}
              </span>
            ))}
          </span>
          <span className="text-muted text-xs">{asks(document)}</span>
        </button>
      ))}
    </nav>
  );
}

function asks({ evidence, validityDays }: PolicyRow["document"]): string {
  const required = evidence.filter((one) => one.required).length;
  const shown = required === 0 ? "Nothing required" : `${required} pieces of evidence`;
  return `${shown}, ${validityDays === null ? "without end" : `${validityDays} days`}`;
}

export function TierPolicy({ tier }: { tier: Tier }) {
  const trpc = useTRPC();
  const mayWrite = useCan("policies.write");
  const query = useQuery(trpc.policies.get.queryOptions({ tier }, { refetchInterval: REFRESH }));
  // What the draft began with: another version that comes in the meantime must not take it away.
  const key = policyDraft(tier);
  const [base, setBase] = useState(() => keptDraft<KeptPolicy>(key)?.base ?? null);
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="policy" rows={8} />;
  const next = baseOf(base, query.data, keptDraft(key));
  if (next !== base) setBase(next);
  return (
    base && (
      <PolicyEditor
        key={base.number}
        base={base}
        latest={query.data.latest}
        mayWrite={mayWrite}
        onReload={() => {
          keepDraft(key, null);
          setBase(null);
        }}
      />
    )
  );
}
