"use client";

import { Card } from "../ui/card.tsx";
import { ChoiceField, NumberField, TickField } from "./fields.tsx";
import type { Document } from "./types.ts";

/** How long an approval holds, what ends it, and what deploying and serving do without one. */
export function RulesSection({ document }: { document: Document }) {
  const { validityDays, reReview, secondFactor, deployment, alarms } = document;
  return (
    <Card title="Approval and use">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-x-4 gap-y-3">
        <NumberField
          label="An approval holds"
          unit="days"
          placeholder="without end"
          path={["validityDays"]}
          value={validityDays}
          empty={null}
        />
        <NumberField
          label="Ask for the next review"
          unit="days"
          description="Before the approval ends."
          path={["reReview", "leadDays"]}
          value={reReview.leadDays}
        />
        <ChoiceField
          label="Deploying without an approval"
          path={["deployment", "unapproved"]}
          value={deployment.unapproved}
          options={[
            { value: "prevent", label: "Is prevented" },
            { value: "warn", label: "Is possible, with a warning" },
          ]}
        />
        <ChoiceField
          label="While the approval is suspended"
          path={["deployment", "suspended"]}
          value={deployment.suspended}
          options={[
            { value: "block", label: "Endpoints refuse to answer" },
            { value: "warn", label: "Endpoints answer with a warning" },
          ]}
        />
        <ChoiceField
          label="Alarms that suspend"
          description="Incidents too, of this severity or more."
          path={["alarms", "suspendAt"]}
          value={alarms.suspendAt}
          none={{ label: "None" }}
          options={[
            { value: "low", label: "All" },
            { value: "medium", label: "Medium and more" },
            { value: "high", label: "High and more" },
            { value: "critical", label: "Critical" },
          ]}
        />
        <div className="flex flex-col justify-center gap-2">
          <TickField
            label="Review again when the data changes"
            path={["reReview", "onDataChange"]}
            value={reReview.onDataChange}
          />
          <TickField
            label="Review again after an incident"
            path={["reReview", "onIncident"]}
            value={reReview.onIncident}
          />
          <TickField
            label="Deciding takes a second factor"
            path={["secondFactor"]}
            value={secondFactor}
          />
        </div>
      </div>
    </Card>
  );
}
