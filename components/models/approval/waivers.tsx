"use client";

import { useState } from "react";
import { dateTime } from "../../ui/format.ts";
import { useCan } from "../../shell/use-can.ts";
import { useMe } from "../../shell/use-me.ts";
import { useTRPCClient } from "../../trpc.tsx";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { scopeWords } from "./scope-words.ts";
import type { Approval, Waiver } from "./types.ts";
import { useAct } from "./use-act.ts";

const LOOKS: Record<Waiver["state"], { word: string; tone: Tone }> = {
  waiting: { word: "Waiting", tone: "wait" },
  granted: { word: "Granted", tone: "info" },
  refused: { word: "Refused", tone: "danger" },
  revoked: { word: "Revoked", tone: "neutral" },
  ended: { word: "Ended", tone: "neutral" },
};

type Asking = { waiver: Waiver; act: "approved" | "refused" | "revoke" };

const TOLD = "Told to who asked, and kept in the audit log.";

const WORDS = {
  approved: { action: "Grant waiver", done: "The waiver is granted", kept: TOLD },
  refused: { action: "Refuse waiver", done: "The waiver is refused", kept: TOLD },
  revoke: {
    action: "Revoke waiver",
    done: "The waiver is revoked",
    kept: "Kept in the audit log.",
  },
};

/** What need not hold for a while, and the answers that wait. */
export function Waivers({ approval }: { approval: Approval }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const client = useTRPCClient();
  const act = useAct();
  const me = useMe();
  const mayDecide = useCan("waivers.approve");
  const isOthers = (waiver: Waiver) =>
    me !== undefined &&
    waiver.requestedBy.id !== me.user.id &&
    !approval.makers.includes(me.user.id);
  return (
    <ul className="flex flex-col gap-2.5 text-sm">
      {approval.waivers.map((waiver) => (
        <li key={waiver.id}>
          <div className="flex items-start gap-2">
            <span className="min-w-0 flex-1 font-medium break-words">
              {scopeWords(waiver, approval)}
            </span>
            <Badge tone={LOOKS[waiver.state].tone}>{LOOKS[waiver.state].word}</Badge>
          </div>
          <p className="break-words">{waiver.reason}</p>
          <p className="text-muted text-xs">
            {waiver.requestedBy.name}, until {dateTime(waiver.expiresAt)}
            {waiver.approvedBy && `, granted by ${waiver.approvedBy.name}`}
          </p>
          {mayDecide && waiver.state === "waiting" && isOthers(waiver) && (
            <div className="mt-1.5 flex gap-2">
              <Button size="sm" onClick={() => setAsking({ waiver, act: "approved" })}>
                Grant
              </Button>
              <Button size="sm" onClick={() => setAsking({ waiver, act: "refused" })}>
                Refuse
              </Button>
            </div>
          )}
          {mayDecide && waiver.state === "granted" && (
            <Button
              size="sm"
              className="mt-1.5"
              onClick={() => setAsking({ waiver, act: "revoke" })}
            >
              Revoke
            </Button>
          )}
        </li>
      ))}
      {asking && (
        <ReasonDialog
          title={`${WORDS[asking.act].action}?`}
          description={`${scopeWords(asking.waiver, approval)}, until ${dateTime(asking.waiver.expiresAt)}: ${asking.waiver.reason}`}
          action={WORDS[asking.act].action}
          danger={asking.act !== "approved"}
          kept={WORDS[asking.act].kept}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => {
            const { id } = asking.waiver;
            return act(
              () =>
                asking.act === "revoke"
                  ? client.approvals.revokeWaiver.mutate({ id, reason })
                  : client.approvals.decideWaiver.mutate({
                      id,
                      outcome: asking.act,
                      comment: reason,
                    }),
              { done: WORDS[asking.act].done, failed: "The waiver is as it was" },
            );
          }}
        />
      )}
    </ul>
  );
}
