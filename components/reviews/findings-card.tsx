"use client";

import { CircleAlert } from "lucide-react";
import { dateTime } from "../ui/format.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { FindingRow } from "./finding-row.tsx";
import { RaiseFinding } from "./raise-finding.tsx";
import { scopeWords } from "./scope-words.ts";
import type { Review } from "./types.ts";

/** What has to be put right, conditions among it, and what need not hold for now. */
export function FindingsCard({ review }: { review: Review }) {
  const open = review.findings.filter(({ state }) => state !== "closed");
  const waivers = review.waivers.filter(({ refusedAt, revokedAt }) => !refusedAt && !revokedAt);
  return (
    <Card
      title="Findings and waivers"
      description={
        open.length === 0 ? "Nothing is open" : `${open.length} open of ${review.findings.length}`
      }
      actions={<RaiseFinding review={review} />}
      flush
    >
      {review.findings.length === 0 && waivers.length === 0 ? (
        <p className="text-muted px-4 py-3 text-sm">
          Nobody has found anything that has to be put right, and nothing is waived.
        </p>
      ) : (
        <ul>
          {review.findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} review={review} />
          ))}
          {waivers.map((waiver) => (
            <WaiverRow key={waiver.id} waiver={waiver} review={review} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function WaiverRow({ waiver, review }: { waiver: Review["waivers"][number]; review: Review }) {
  const { reason, requestedBy, approvedBy, expiresAt, hasEnded } = waiver;
  const [tone, word] = hasEnded
    ? (["neutral", "Waiver ended"] as const)
    : approvedBy
      ? (["warn", "Waived"] as const)
      : (["wait", "Waiver asked for"] as const);
  return (
    <li className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 text-sm last:border-0">
      <Badge tone={tone} icon={<CircleAlert aria-hidden />}>
        {word}
      </Badge>
      <span className="font-medium">{scopeWords(waiver, review)}</span>
      <span className="min-w-0 flex-1">{reason}</span>
      <span className="text-muted text-xs">
        {approvedBy ? `agreed by ${approvedBy.name}` : `by ${requestedBy.name}`}, until{" "}
        {dateTime(expiresAt)}
      </span>
    </li>
  );
}
