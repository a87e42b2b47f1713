import { PenstockError } from "../errors.ts";

export function noReview(id: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no review '${id}' in this workspace: see those there are under Reviews, or with 'penstock reviews list'.`,
  );
}
