"use client";

import { metricTitle } from "../../workflows/core/metrics.ts";
import { CommentButton } from "../comments/comment-button.tsx";
import { allOf, formatNumber, plural } from "../ui/format.ts";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { AttachEvidence } from "./attach-evidence.tsx";
import { RequirementState } from "./requirement-state.tsx";
import type { Review } from "./types.ts";

type Requirement = Review["requirements"][number];

/** What the policy asks for: whether each is there, fresh and passed, who made it, and why it stands so. */
export function RequirementsTable({ review }: { review: Review }) {
  const { requirements, unmet, policy } = review;
  const required = requirements.filter((one) => one.required).length;
  return (
    <Card
      flush
      title="What the policy asks for"
      description={
        unmet.length > 0
          ? `${unmet.length} of ${plural(required, "required item")} in the way of an approval`
          : required > 0
            ? `${allOf(required, "required item")} there, fresh and passed, or waived`
            : "Nothing is required for this tier; what is wanted is shown"
      }
      actions={
        <>
          <span className="text-muted text-xs">
            Policy for tier {policy.tier},{" "}
            {policy.number === 0 ? "built in" : `version ${policy.number}`}
          </span>
          {review.status === "open" && <AttachEvidence review={review} />}
        </>
      }
    >
      {requirements.length === 0 ? (
        <p className="text-muted px-4 py-3 text-sm">The policy asks for no evidence.</p>
      ) : (
        <Table caption="Requirements of the policy">
          <thead>
            <tr>
              <Th>State</Th>
              <Th className="pl-0">Requirement</Th>
              <Th numeric>Found</Th>
              <Th numeric>Threshold</Th>
              <Th>Why</Th>
              <Th>
                <span className="sr-only">Comments</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {requirements.map((one) => (
              <tr key={one.id}>
                <Td>
                  <RequirementState state={one.state} />
                </Td>
                <Td className="pl-0 whitespace-nowrap">
                  <span className="font-medium">{one.title}</span>
                  <span className="text-muted block text-xs">
                    {one.required ? "required" : "wanted"}
                    {one.by && `, ${one.by === "step" ? "by a step" : "by hand"}`}
                    {one.at && (
                      <>
                        , <Time at={one.at} />
                      </>
                    )}
                  </span>
                </Td>
                <Td numeric className="whitespace-nowrap">
                  {one.value === null ? "–" : formatNumber(one.value)}
                </Td>
                <Td numeric className="whitespace-nowrap">
                  {thresholdWords(one)}
                </Td>
                <Td className="min-w-48 text-xs">{one.why}</Td>
                <Td className="w-8 px-2">
                  <CommentButton anchor="item" anchorKey={one.id} title={one.title} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function thresholdWords({ threshold }: Requirement): string {
  if (!threshold) return "–";
  const { min, max, metric } = threshold;
  const low = min === undefined ? "" : `≥ ${formatNumber(min)}`;
  const high = max === undefined ? "" : `≤ ${formatNumber(max)}`;
  return [metric ? metricTitle(metric) : "", [low, high].filter(Boolean).join(", ")]
    .filter(Boolean)
    .join(" ");
}
