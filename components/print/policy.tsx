import { formatMetric, formatNumber, plural } from "../ui/format.ts";
import { overrideWords } from "../reviews/words.ts";
import { Facts, Hash, Nothing, State, Table } from "./parts.tsx";
import { day, words } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

export function PolicyPart({ document }: { document: PrintedDocument }) {
  const { review } = document;
  const { risk, policy, tier } = review;
  const { validityDays, deployment } = policy.document;
  return (
    <>
      <Facts
        facts={[
          ["Risk tier", words(tier)],
          [
            "Questionnaire",
            risk ? `Assessment ${risk.number}, edition ${risk.questionnaire}` : "Not answered",
          ],
          ...(risk?.override
            ? [
                [
                  "Another tier",
                  `${overrideWords(tier, risk.override)} ${risk.override.reason}`,
                ] as const,
              ]
            : []),
          [
            "Policy",
            policy.number === 0
              ? `Built in, tier ${policy.tier}`
              : `Tier ${policy.tier}, version ${policy.number}`,
          ],
          [
            "An approval holds",
            validityDays === null ? "without end" : plural(validityDays, "day"),
          ],
          [
            "Deploying without approval",
            deployment.unapproved === "prevent" ? "refused" : "with a warning",
          ],
          [
            "While suspended, serving",
            deployment.suspended === "block" ? "refuses to answer" : "answers with a warning",
          ],
        ]}
      />
      <dl className="hashes">
        <dt>Policy, SHA-256</dt>
        <dd>
          <Hash hash={policy.hash} />
        </dd>
      </dl>
      <h3>Who decides</h3>
      <Table
        head={["Stage", "Function", "Deciders", "Deadline", "State"]}
        rows={review.stages.map((stage) => [
          stage.title,
          stage.function ? words(stage.function) : "Any reviewer",
          `${stage.given} of ${stage.needed}`,
          stage.deadlineHours === null ? "–" : plural(stage.deadlineHours, "working hour"),
          words(stage.state),
        ])}
      />
    </>
  );
}

export function Requirements({ document }: { document: PrintedDocument }) {
  const { requirements } = document.review;
  if (requirements.length === 0)
    return (
      <Nothing>The policy of this tier requires no evidence beyond what the pack holds.</Nothing>
    );
  return (
    <Table
      head={["Evidence", "State", "Found", "Threshold", "Made", "Why"]}
      numeric={[2, 3]}
      widths={["22%", "12%", "9%", "11%", "15%", undefined]}
      rows={requirements.map((one) => [
        <>
          {one.title}
          {!one.required && <span className="small"> optional</span>}
          {one.by === "hand" && <span className="small"> attached by hand</span>}
        </>,
        <State key="state" state={one.state} />,
        one.value === null
          ? "–"
          : Number.isInteger(one.value)
            ? formatNumber(one.value)
            : formatMetric(one.value),
        bounds(one.threshold),
        day(one.at),
        one.why,
      ])}
    />
  );
}

function bounds(threshold: { min?: number; max?: number } | null): string {
  const { min, max } = threshold ?? {};
  return (
    [
      min === undefined ? "" : `≥ ${formatNumber(min)}`,
      max === undefined ? "" : `≤ ${formatNumber(max)}`,
    ]
      .filter(Boolean)
      .join(", ") || "–"
  );
}
