"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { Loading, Problem } from "../ui/states.tsx";
import { TierMark } from "../policies/tier-mark.tsx";
import { TIER_WORDS } from "../reviews/words.ts";
import { keptDraft } from "../shell/kept-draft.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { REFRESH } from "../ui/refresh.ts";
import { Time } from "../ui/time.tsx";
import { AnswersList } from "./answers-list.tsx";
import { MatrixPicture } from "./matrix-picture.tsx";
import { OverrideCard } from "./override-card.tsx";
import { RiskForm, riskDraft } from "./risk-form.tsx";
import type { Risk } from "./types.ts";

/** A model's risk: its tier, from what it follows, whether that still holds, and the questionnaire. */
export function RiskPanel({ name }: { name: string }) {
  const trpc = useTRPC();
  const mayAssess = useCan("risk.assess");
  // Who comes back from another page is where they answered.
  const [assessing, setAssessing] = useState(() => keptDraft(riskDraft(name)) !== null);
  const query = useQuery(trpc.risk.get.queryOptions({ name }, { refetchInterval: REFRESH }));
  if (query.error && !query.data) return <Problem error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading what="risk" rows={8} />;
  const risk = query.data;
  if (assessing) return <RiskForm risk={risk} onDone={() => setAssessing(false)} />;
  const begin = mayAssess && (
    <Button variant="primary" onClick={() => setAssessing(true)}>
      {risk.assessment ? "Assess again" : "Assess the risk"}
    </Button>
  );
  if (!risk.assessment)
    return (
      <Card>
        <EmptyState
          icon={<ShieldQuestion aria-hidden />}
          title="Not assessed yet"
          actions={
            <>
              {begin}
              <LinkButton href="/policies?tier=unassessed">Policy until then</LinkButton>
            </>
          }
        >
          Twelve questions lead to a tier, and the tier to the policy that its reviews follow.{" "}
          {Object.keys(risk.derived).length} of them the record answers already.
        </EmptyState>
      </Card>
    );
  return (
    <div className="flex flex-col gap-4">
      {risk.stale.length > 0 && (
        <Notice
          tone="warn"
          title="The assessment is out of date"
          actions={
            mayAssess && (
              <Button size="sm" onClick={() => setAssessing(true)}>
                Assess again
              </Button>
            )
          }
        >
          <ul className="list-disc pl-4">
            {risk.stale.map(({ what, sentence }) => (
              <li key={what}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4 max-xl:order-2">
          {risk.answers && <AnswersList answers={risk.answers} />}
        </div>
        <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-1">
          <TierCard risk={risk} begin={risk.stale.length === 0 && begin} />
          <div className="flex flex-col gap-4">
            <OverrideCard risk={risk} mayAsk={mayAssess} />
            <HistoryCard history={risk.history} />
          </div>
        </div>
      </div>
    </div>
  );
}

function TierCard({ risk, begin }: { risk: Risk; begin: React.ReactNode }) {
  const { tier, assessment, override, result } = risk;
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          <TierMark tier={tier} /> {TIER_WORDS[tier]}
        </span>
      }
      description={override ? "By a second opinion, not by the matrix" : "By the matrix"}
      actions={
        <LinkButton size="sm" href={`/policies?tier=${tier}`}>
          Policy
        </LinkButton>
      }
    >
      <MatrixPicture result={result} />
      <p className="text-muted mt-3 text-xs">
        Assessment {assessment!.number} by {assessment!.by.name}, <Time at={assessment!.at} />
      </p>
      {begin && <div className="mt-3">{begin}</div>}
    </Card>
  );
}

const STATE_WORDS: Record<Risk["history"][number]["overrides"][number]["state"], string> = {
  open: "open",
  agreed: "agreed to",
  refused: "refused",
  lapsed: "lapsed with the next assessment",
};

function HistoryCard({ history }: { history: Risk["history"] }) {
  return (
    <Card title="History" flush>
      <ol aria-label="Assessments, newest first" className="divide-line divide-y">
        {history.map(({ number, tier, by, at, overrides }) => (
          <li key={number} className="px-4 py-2 text-sm">
            <span className="flex items-center gap-2">
              <TierMark tier={tier} />
              <span className="flex-1 font-medium">{TIER_WORDS[tier]}</span>
              <span className="text-muted text-xs">
                <Time at={at} />
              </span>
            </span>
            <span className="text-muted block text-xs">
              Assessment {number} by {by.name}
            </span>
            {overrides.map((one) => (
              <span key={one.id} className="mt-1 block text-xs">
                {TIER_WORDS[one.tier]} asked for by {one.askedBy.name}, {STATE_WORDS[one.state]}
                {one.decidedBy && ` by ${one.decidedBy.name}`}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </Card>
  );
}
