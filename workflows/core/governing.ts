/** What the server and the workflows that watch over reviews and approvals have to agree on. */

export type GovernedKind = "review" | "approval";

/** The workflow type that watches over one, and the signal that makes it look again. */
export const GOVERNORS = { review: "governReview", approval: "governApproval" } as const;
export const LOOK = "look";

/** `id` is the review's, or the model version's for an approval. */
export function governorId(kind: GovernedKind, id: string): string {
  return `govern:${kind}:${id}`;
}

/** What a look found, after it did what was due. */
export interface Look {
  /** Nothing is left to watch: the review is closed, the version has no approval. */
  over: boolean;
  /** When something will be due, as ISO 8601; null when nothing is in sight. */
  until: string | null;
}

export interface GovernActivities {
  lookAtReview: (id: string) => Promise<Look>;
  lookAtApproval: (id: string) => Promise<Look>;
}
