"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { Loading, Problem } from "../ui/states.tsx";
import { TIER_WORDS } from "../reviews/words.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Time } from "../ui/time.tsx";
import { ChangesList } from "./changes-list.tsx";
import { policyChanges } from "./policy-changes.ts";
import type { Document, Policy } from "./types.ts";

/** The versions of a tier's policy, each compared with what the page shows. */
export function HistoryDialog({
  tier,
  latest,
  current,
  onTake,
}: {
  tier: Policy["tier"];
  latest: number;
  /** What the page shows, saved or not. */
  current: Document;
  /** Takes an earlier version's text as the draft; absent for who may not write. */
  onTake: ((source: string) => void) | undefined;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      size="lg"
      title={`Versions: ${TIER_WORDS[tier].toLowerCase()}`}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<History aria-hidden />}>History</Button>}
    >
      <Versions
        tier={tier}
        latest={latest}
        current={current}
        onTake={
          onTake &&
          ((source) => {
            onTake(source);
            setOpen(false);
          })
        }
      />
    </Dialog>
  );
}

function Versions({
  tier,
  latest,
  current,
  onTake,
}: {
  tier: Policy["tier"];
  latest: number;
  current: Document;
  onTake: ((source: string) => void) | undefined;
}) {
  const trpc = useTRPC();
  const [number, setNumber] = useState(Math.max(0, latest - 1));
  const versions = useQuery(trpc.policies.versions.queryOptions({ tier }));
  const chosen = useQuery(trpc.policies.get.queryOptions({ tier, number }));
  if (versions.error && !versions.data)
    return <Problem error={versions.error} retry={versions.refetch} />;
  if (!versions.data) return <Loading what="versions" />;
  const rows = [
    ...versions.data.items,
    { number: 0, note: "Built in", author: null, createdAt: null },
  ];
  return (
    <div className="grid min-h-80 grid-cols-[15rem_minmax(0,1fr)] gap-4">
      <ul aria-label="Versions" className="max-h-[60vh] overflow-y-auto">
        {rows.map((row) => (
          <li key={row.number}>
            <button
              type="button"
              aria-current={row.number === number}
              onClick={() => setNumber(row.number)}
              className={cx(
                "w-full rounded-md px-2.5 py-1.5 text-left text-sm",
                row.number === number ? "bg-selected" : "hover:bg-hover",
              )}
            >
              <span className="flex justify-between gap-2 font-medium">
                {row.number === 0 ? "Built in" : `Version ${row.number}`}
                {row.number === latest && <span className="text-ok text-xs">in force</span>}
              </span>
              {row.author && (
                <>
                  <span className="text-muted block text-xs">
                    {row.author.name}, {row.createdAt && <Time at={row.createdAt} />}
                  </span>
                  <span className="block text-xs break-words">{row.note}</span>
                </>
              )}
            </button>
          </li>
        ))}
      </ul>
      <div className="min-w-0">
        {chosen.error && !chosen.data ? (
          <Problem error={chosen.error} retry={chosen.refetch} />
        ) : !chosen.data ? (
          <Loading what="the version" />
        ) : (
          <>
            <div className="mb-2 flex items-center justify-between gap-3">
              <p className="text-muted text-sm">
                From {number === 0 ? "the built-in policy" : `version ${number}`} to what the page
                shows
              </p>
              {onTake && (
                <Button size="sm" onClick={() => onTake(chosen.data.source)}>
                  Take it as a draft
                </Button>
              )}
            </div>
            <div className="max-h-[56vh] overflow-y-auto">
              <ChangesList changes={policyChanges(chosen.data.document, current)} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}
