import { ChevronRight } from "lucide-react";
import type { LocalRole } from "../../db/local-people.ts";
import { Next } from "./next.tsx";

interface Props {
  people: readonly { role: LocalRole; name: string; email: string }[];
  next?: string;
}

const MAY: Record<LocalRole, string> = {
  designer: "Draws pipelines, runs them, adds datasets. Does not approve models.",
  reviewer: "Decides on models for model risk and compliance.",
  privacy: "Decides on models for privacy.",
  business: "Decides on models for the business.",
  operator: "Starts runs, deploys, rolls back, makes API keys.",
  auditor: "Reads everything, checks and exports the audit record.",
  admin: "All of it, and who is in the workspace, as what.",
};

/** One button for each of the local people, in a form that the browser sends: no click is too early. */
export function LocalSignIn({ people, next }: Props) {
  return (
    <form method="post" action="/api/local-sign-in">
      <Next next={next} />
      <p className="text-muted mt-1 mb-4 text-sm">
        This installation can be reached from this machine only, so one click signs you in. A model
        needs two people: who built it cannot approve it.
      </p>
      <ul className="bg-surface border-line shadow-card divide-line divide-y overflow-hidden rounded-lg border">
        {people.map(({ role, name, email }) => (
          <li key={role}>
            <button
              type="submit"
              name="role"
              value={role}
              className="hover:bg-hover active:bg-selected flex w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2"
            >
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{name}</span>
                  <span className="text-muted font-mono text-xs">{email}</span>
                </span>
                <span className="text-muted block text-sm">{MAY[role]}</span>
              </span>
              <ChevronRight aria-hidden className="text-muted size-4 shrink-0" />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
