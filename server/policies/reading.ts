/** The version in use. */
export interface Champion {
  version: number;
  metrics: Record<string, number | null>;
}

/** What one piece of evidence says about a requirement. */
export interface Reading {
  state: "found" | "failed" | "missing" | "not-required";
  by: "step" | "hand" | null;
  value: number | null;
  at: string | null;
  itemHash: string | null;
  why: string;
  /** What the figure is, inside a sentence. */
  what: string;
}
