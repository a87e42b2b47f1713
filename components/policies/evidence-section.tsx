"use client";

import { Plus, X } from "lucide-react";
import { metricTitle } from "../../workflows/core/metrics.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { useDraft } from "./draft-context.tsx";
import { ChoiceField, NumberField } from "./fields.tsx";
import { SectionsField } from "./sections-field.tsx";
import type { Catalogue, Requirement } from "./types.ts";

const LIMITS = [
  { side: "min", label: "At least" },
  { side: "max", label: "At most" },
] as const;

/** What a model of the tier must show. */
export function EvidenceSection({ evidence }: { evidence: readonly Requirement[] }) {
  const { catalogue, edit, readOnly } = useDraft();
  const required = evidence.filter((one) => one.required).length;
  return (
    <Card
      flush
      title="Evidence"
      description={
        evidence.length === 0
          ? "Nothing is asked for: reviewers decide on what the run happens to show."
          : `${required} required, ${evidence.length - required} shown where there`
      }
      actions={
        !readOnly && (
          <Menu
            align="end"
            trigger={
              <Button size="sm" icon={<Plus aria-hidden />}>
                Add evidence
              </Button>
            }
          >
            {catalogue.kinds.map(({ kind, title }) => (
              <MenuItem
                key={kind}
                onClick={() =>
                  edit({
                    op: "add",
                    path: ["evidence"],
                    value: { id: freeId(kind, evidence), kind, required: true },
                  })
                }
              >
                {title}
              </MenuItem>
            ))}
          </Menu>
        )
      }
    >
      <ol aria-label="Evidence" className="divide-line divide-y">
        {evidence.map((one, index) => (
          <Row key={one.id} requirement={one} index={index} catalogue={catalogue} />
        ))}
      </ol>
    </Card>
  );
}

function Row({
  requirement,
  index,
  catalogue,
}: {
  requirement: Requirement;
  index: number;
  catalogue: Catalogue;
}) {
  const { edit, readOnly, problemAt } = useDraft();
  const { kind, title, required, threshold, freshnessDays, sections } = requirement;
  const facts = catalogue.kinds.find((one) => one.kind === kind);
  const path = ["evidence", index];
  const name = title ?? facts?.title ?? kind;
  // A threshold that says nothing any more goes.
  const setThreshold = (change: Record<string, unknown>) => {
    const kept = Object.entries({ ...threshold, ...change }).filter(
      ([, value]) => value !== undefined && value !== null,
    );
    edit({
      op: "set",
      path: [...path, "threshold"],
      value: kept.length > 0 ? Object.fromEntries(kept) : undefined,
    });
  };
  const problem =
    problemAt(path) ?? problemAt([...path, "id"]) ?? problemAt([...path, "threshold"]);
  return (
    <li aria-label={name} className="flex flex-col gap-2 px-4 py-2.5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">{name}</p>
          <p className="text-muted text-xs">{facts?.about}</p>
        </div>
        {readOnly ? (
          <Badge tone={required ? "accent" : "neutral"}>{required ? "Required" : "If there"}</Badge>
        ) : (
          <SegmentedControl
            label={`${name}: required or not`}
            options={[
              { value: "yes", label: "Required" },
              { value: "no", label: "If there" },
            ]}
            value={required ? "yes" : "no"}
            onValueChange={(value) =>
              edit({ op: "set", path: [...path, "required"], value: value === "yes" })
            }
          />
        )}
        {!readOnly && (
          <IconButton
            size="sm"
            label={`Remove ${name}`}
            icon={<X aria-hidden />}
            onClick={() => edit({ op: "remove", path: ["evidence"], index })}
          />
        )}
      </div>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        {facts?.figure && facts.metric !== "none" && (
          <ChoiceField
            className="w-40"
            label="Metric"
            path={[...path, "threshold", "metric"]}
            value={threshold?.metric}
            none={{ label: facts.metric === "needed" ? "No threshold" : "The deciding one" }}
            onChange={(metric) =>
              metric === null && facts.metric === "needed"
                ? setThreshold({ metric, min: null, max: null })
                : setThreshold({ metric })
            }
            options={catalogue.metrics.map((metric) => ({
              value: metric,
              label: metricTitle(metric),
            }))}
          />
        )}
        {facts?.figure &&
          (facts.metric !== "needed" || threshold) &&
          LIMITS.map(({ side, label }) => (
            <NumberField
              key={side}
              className="w-24"
              label={label}
              placeholder="–"
              path={[...path, "threshold", side]}
              value={threshold?.[side]}
              onChange={(value) => setThreshold({ [side]: value })}
            />
          ))}
        {facts?.figure && facts.metric === "none" && (
          <p className="text-muted mt-6 flex h-7 items-center text-xs">{facts.figure}</p>
        )}
        {kind === "documentation" ? (
          <SectionsField index={index} sections={sections} />
        ) : (
          <NumberField
            className="w-28"
            label="No older than"
            unit="days"
            placeholder="any age"
            path={[...path, "freshnessDays"]}
            value={freshnessDays}
          />
        )}
      </div>
      {problem && <p className="text-danger text-xs">{problem}</p>}
    </li>
  );
}

function freeId(kind: string, evidence: readonly Requirement[]): string {
  const taken = new Set(evidence.map(({ id }) => id));
  let id = kind;
  for (let n = 2; taken.has(id); n++) id = `${kind}-${n}`;
  return id;
}
