"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/spinner.tsx";
import type { LocalRole } from "../../db/local-people.ts";
import { post } from "./post.ts";

interface Props {
  people: readonly { role: LocalRole; name: string; email: string }[];
}

const MAY: Record<LocalRole, string> = {
  designer: "Draws pipelines, runs them, adds datasets. Does not approve models.",
  reviewer: "Decides on models for model risk and compliance.",
  privacy: "Decides on models for privacy.",
  business: "Decides on models for the business.",
  operator: "Starts runs, deploys, rolls back, makes API keys.",
  auditor: "Reads everything, checks and exports the audit record.",
  admin: "All of it, and API keys and deployments.",
};

export function LocalSignIn({ people }: Props) {
  const [pending, setPending] = useState<LocalRole | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const signIn = async (role: LocalRole) => {
    setPending(role);
    setProblem(null);
    const refusal = await post("/api/local-sign-in", { role });
    if (refusal === null) {
      window.location.assign("/pipelines");
      return;
    }
    setProblem(refusal);
    setPending(null);
  };
  return (
    <>
      <h1 className="text-lg font-semibold">Who are you today?</h1>
      <p className="text-muted mt-1 mb-4 text-sm">
        This installation can be reached from this machine only, so one click signs you in. A model
        needs two people: who built it cannot approve it.
      </p>
      {problem && (
        <Notice tone="danger" className="mb-3">
          {problem}
        </Notice>
      )}
      <ul className="bg-surface border-line shadow-card divide-line divide-y overflow-hidden rounded-lg border">
        {people.map(({ role, name, email }) => (
          <li key={role}>
            <button
              type="button"
              disabled={pending !== null}
              onClick={() => void signIn(role)}
              className="hover:bg-hover flex w-full items-center gap-3 px-4 py-3 text-left -outline-offset-2 disabled:cursor-default"
            >
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{name}</span>
                  <span className="text-muted font-mono text-xs">{email}</span>
                </span>
                <span className="text-muted block text-sm">{MAY[role]}</span>
              </span>
              {pending === role ? (
                <Spinner label="Signing in" />
              ) : (
                <ChevronRight aria-hidden className="text-muted size-4 shrink-0" />
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
