export type Outcome = "approved" | "rejected" | "changes-requested" | "recused";

interface OutcomeWords {
  verb: string;
  done: string;
  /** @param isLast whether no stage comes after this one */
  means: (model: string, isLast: boolean) => string;
}

/** What each decision does, in the words of the page. */
export const OUTCOMES: Record<Outcome, OutcomeWords> = {
  approved: {
    verb: "Approve",
    done: "approved",
    means: (model, isLast) =>
      isLast
        ? `${model} may then be deployed, as long as the approval holds. A waiting run goes on along its approved branch; a Deploy step there puts the model into service at once.`
        : `This stage is then done once enough have approved, and the next one begins. ${model} is approved when the last stage is.`,
  },
  "changes-requested": {
    verb: "Request changes",
    done: "sent back with changes requested",
    means: (model) =>
      `The review of ${model} ends and goes back to its author; what was decided is kept. A waiting run goes on along its rejected branch. When it comes back, the next review shows the difference.`,
  },
  rejected: {
    verb: "Reject",
    done: "rejected",
    means: (model) =>
      `${model} can never be deployed. A waiting run goes on along its rejected branch. This cannot be undone; a new version can be registered.`,
  },
  recused: {
    verb: "Step back",
    done: "left to others",
    means: () =>
      "You decide nothing in this review, now or later; who else stands for the stage does. Say why: a conflict of interest, or too near to the work.",
  },
};
