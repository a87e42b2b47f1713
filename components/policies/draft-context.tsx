"use client";

import { createContext, use, type ReactNode } from "react";
import type { Catalogue } from "./types.ts";
import type { PolicyDraft } from "./use-policy-draft.ts";

interface Value extends Pick<PolicyDraft, "edit" | "problemAt"> {
  readOnly: boolean;
  catalogue: Catalogue;
}

const DraftContext = createContext<Value | null>(null);

/** What every field of a policy's form needs. */
export function DraftProvider({ value, children }: { value: Value; children: ReactNode }) {
  return <DraftContext value={value}>{children}</DraftContext>;
}

export function useDraft(): Value {
  const value = use(DraftContext);
  if (!value) throw new Error("A field of a policy stands outside of its form.");
  return value;
}
