"use client";

import { useState } from "react";
import { useCan } from "../../shell/use-can.ts";
import { useMe } from "../../shell/use-me.ts";
import { useTRPCClient } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import type { Approval, Suspension, VersionName } from "./types.ts";
import { useAct } from "./use-act.ts";
import { useOpenReview } from "./use-open-review.ts";

/** What suspends the version, why, and what to do; nothing where nothing does. */
export function SuspensionBanner({
  version,
  approval,
}: {
  version: VersionName;
  approval: Approval;
}) {
  const [lifting, setLifting] = useState<Suspension | null>(null);
  const client = useTRPCClient();
  const act = useAct();
  const mayLift = useCan("approvals.suspend");
  const me = useMe();
  const isOwn = me !== undefined && approval.makers.includes(me.user.id);
  const review = useOpenReview(version);
  const { suspensions, onSuspension, openReview } = approval;
  const needsReview = suspensions.some(({ todo }) => todo?.includes("reviewed again"));
  if (suspensions.length === 0) return null;
  return (
    <Notice
      tone="danger"
      title={
        onSuspension === "block"
          ? "The approval is suspended: endpoints refuse to answer with this version"
          : "The approval is suspended: endpoints answer with a warning"
      }
      actions={
        needsReview &&
        (openReview ? (
          <LinkButton size="sm" href={`/reviews/${openReview.id}`}>
            Open review
          </LinkButton>
        ) : (
          review.may && (
            <Button size="sm" pending={review.pending} onClick={review.open}>
              Review again
            </Button>
          )
        ))
      }
    >
      <ul className="mt-1.5 flex flex-col gap-2">
        {suspensions.map((one) => (
          <li key={one.id} className="flex flex-wrap items-start gap-x-4 gap-y-1">
            <div className="min-w-0 flex-1 basis-80">
              <p>
                {one.reason}{" "}
                <span className="text-muted text-xs whitespace-nowrap">
                  <Time at={one.at} />
                </span>
              </p>
              <p className="text-muted text-xs">
                {one.todo ?? (isOwn ? LIFTED_BY_OTHERS : mayLift ? MAY_LIFT : LIFTED_BY_OPERATORS)}
              </p>
            </div>
            {one.todo === null && mayLift && !isOwn && (
              <Button size="sm" onClick={() => setLifting(one)}>
                Lift
              </Button>
            )}
          </li>
        ))}
      </ul>
      {lifting && (
        <ReasonDialog
          title="Lift this suspension?"
          description={
            suspensions.length > 1
              ? `${lifting.reason} The version stays suspended for the other reasons.`
              : `${lifting.reason} Endpoints answer with this version again within seconds.`
          }
          action="Lift suspension"
          danger={false}
          onClose={() => setLifting(null)}
          onConfirm={(reason) =>
            act(
              () => client.approvals.lift.mutate({ ...version, suspension: lifting.id, reason }),
              { done: "The suspension is lifted", failed: "It was not lifted" },
            )
          }
        />
      )}
    </Notice>
  );
}

const MAY_LIFT = "Its cause is settled: it can be lifted.";
const LIFTED_BY_OTHERS = "You made this version: somebody else lifts it.";
const LIFTED_BY_OPERATORS = "Its cause is settled: an operator or a reviewer lifts it.";
