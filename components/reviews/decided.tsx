import { BadgeCheck, ShieldX } from "lucide-react";
import { exactTime } from "../ui/format.ts";
import { Hash } from "../ui/hash.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import type { Review } from "./types.ts";

type Decision = Review["decisions"][number];

const METHODS: Record<Decision["method"], string> = {
  password: "signed in again with a password",
  totp: "signed in again with a second factor",
  local: "signed by a click at this machine",
};

/** Who signed what, when, as what, on which evidence, and whether the signature holds. */
export function Decisions({
  decisions,
  review,
}: {
  decisions: readonly Decision[];
  review: Review;
}) {
  const titles = new Map(review.policy.document.stages.map(({ id, title }) => [id, title]));
  return (
    <ul className="flex flex-col gap-4">
      {decisions.map((decision) => {
        const { id, outcome, comment, by, at, packHash, onBehalfOf } = decision;
        return (
          <li key={id} className="flex flex-col gap-1.5 text-sm">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <StatusBadge status={outcome} />
              <span>
                by <b className="font-medium">{by.name}</b>
                {onBehalfOf && ` for ${onBehalfOf.name}`}
              </span>
              <span className="text-muted text-xs" title={exactTime(at)}>
                {titles.get(decision.stage) ?? decision.stage}, <Time at={at} />
              </span>
            </div>
            <blockquote className="border-line border-l-2 pl-3 break-words whitespace-pre-wrap">
              {comment}
            </blockquote>
            {decision.meaning && <p className="text-muted text-xs">“{decision.meaning}”</p>}
            <Signature decision={decision} />
            <p className="text-muted text-xs">
              {packHash === review.packHash
                ? "On the evidence shown here, pack"
                : "On other evidence than is shown here, pack"}{" "}
              <Hash hash={packHash} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Signature({ decision }: { decision: Decision }) {
  const { signatureProblem: problem, method } = decision;
  if (problem)
    return (
      <p className="text-danger flex items-start gap-1.5 text-xs">
        <ShieldX aria-hidden className="mt-px size-3.5 shrink-0" />
        The signature does not hold: {problem}
      </p>
    );
  return (
    <p className="text-ok flex items-start gap-1.5 text-xs">
      <BadgeCheck aria-hidden className="mt-px size-3.5 shrink-0" />
      Signature verified; {METHODS[method]}
    </p>
  );
}
