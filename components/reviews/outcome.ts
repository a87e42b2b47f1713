export type Outcome = "approved" | "rejected" | "changes-requested";

/** What each decision does, in the words of the page. */
export const OUTCOMES: Record<
  Outcome,
  { verb: string; done: string; means: (model: string) => string }
> = {
  approved: {
    verb: "Approve",
    done: "approved",
    means: (model) =>
      `${model} may then be deployed. The waiting run goes on along its approved branch; a Deploy step there puts the model into service at once.`,
  },
  "changes-requested": {
    verb: "Request changes",
    done: "sent back with changes requested",
    means: (model) =>
      `${model} will not be deployed. The run goes on along its rejected branch; the author can register a new version with the changes you name.`,
  },
  rejected: {
    verb: "Reject",
    done: "rejected",
    means: (model) =>
      `${model} can never be deployed. The run goes on along its rejected branch. This cannot be undone; a new version can be registered.`,
  },
};
