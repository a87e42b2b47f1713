import type { Database } from "../../db/client.ts";
import type { GovernActivities } from "../../workflows/core/governing.ts";
import { lookAtApproval } from "./look-at-approval.ts";
import { lookAtReview } from "./look-at-review.ts";

/** What the workflows that watch over reviews and approvals call. */
export function governActivities(db: Database): GovernActivities {
  return {
    lookAtReview: (id) => lookAtReview(db, id),
    lookAtApproval: (id) => lookAtApproval(db, id),
  };
}
