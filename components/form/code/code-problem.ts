import type { Severity } from "../../../workflows/core/problems.ts";

/** Where a text is wrong; positions count characters from 0, `to` is exclusive. */
export interface CodeProblem {
  from: number;
  to: number;
  message: string;
  /** An error where none is given. */
  severity?: Severity;
  /** What scripts and the documentation call it, such as P011. */
  code?: string;
}
