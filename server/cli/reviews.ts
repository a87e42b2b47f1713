import { TRPCClientError } from "@trpc/client";
import type { Command } from "commander";
import { askHidden } from "./ask-password.ts";
import type { Connection } from "./client.ts";
import { table, UsageError, when } from "./output.ts";
import { reviewLines } from "./show-review.ts";
import { collect, verb, type Common } from "./verb.ts";

const OUTCOMES = {
  approve: "approved",
  reject: "rejected",
  requestChanges: "changes-requested",
  recuse: "recused",
} as const;

type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];
type DecideOptions = Common &
  Partial<Record<keyof typeof OUTCOMES, boolean>> & {
    comment: string;
    condition: string[];
    stage?: string;
    code?: string;
  };

export function addReviews(program: Command): void {
  const reviews = program
    .command("reviews")
    .description("what waits for a decision, and what was decided");
  verb(
    reviews.command("list").option("--open", "only those that wait"),
    async ({ api }, options: Common & { open?: boolean }) => {
      const { items } = await api.reviews.list.query({
        status: options.open ? "open" : "all",
        limit: 200,
      });
      return {
        json: items,
        lines: table(
          ["review", "model", "version", "state", "opened"],
          items.map((one) => [one.id, one.model, one.version, one.status, when(one.openedAt)]),
        ),
      };
    },
  );
  verb(reviews.command("show").argument("<id>"), async ({ api }, id: string) => {
    const found = await api.reviews.get.query({ id });
    return { json: found, lines: reviewLines(found) };
  });
  verb(
    reviews
      .command("open")
      .argument("<model@version>")
      .option("--title <text>")
      .option("--instructions <text>", "what the reviewers should look at")
      .description("open a review of a version, or review an approval again"),
    async (
      { api },
      target: string,
      { title, instructions }: Common & { title?: string; instructions?: string },
    ) => {
      const [, model, version] = /^(.+)@(\d+)$/.exec(target) ?? [];
      if (!model) throw new UsageError(`'${target}' must be NAME@NUMBER.`);
      const opened = await api.reviews.open.mutate({
        model,
        version: Number(version),
        title,
        instructions,
      });
      return { json: opened, lines: [`${opened.reviewId} is open.`] };
    },
  );
  verb(
    reviews
      .command("decide")
      .argument("<id>")
      .option("--approve")
      .option("--reject")
      .option("--request-changes")
      .option("--recuse", "step back from it")
      .requiredOption("--comment <text>", "why; kept with the decision")
      .option(
        "--condition <text>",
        'what the approval hangs on: "TITLE; due DATE"; may be given several times',
        collect,
        [],
      )
      .option("--stage <id>", "the stage that you mean; the one at work when left out")
      .option("--code <code>", "what your authenticator shows now, as a second factor")
      .description(
        "decide a review, on the evidence as it stands; PENSTOCK_PASSWORD, or a prompt, signs you in again",
      ),
    async ({ api }, id: string, options: DecideOptions) => {
      const chosen = Object.entries(OUTCOMES).filter(
        ([flag]) => options[flag as keyof typeof OUTCOMES],
      );
      if (chosen.length !== 1)
        throw new UsageError("Give one of --approve, --reject, --request-changes and --recuse.");
      const decided = await decide(api, id, chosen[0]![1], options);
      return {
        json: decided,
        lines: [
          decided.review.stage === null
            ? `${id} is ${decided.review.status}.`
            : `Your decision on ${id} is recorded at '${decided.stage.title}'; it waits at '${decided.review.stage}'.`,
        ],
      };
    },
  );
  verb(
    reviews
      .command("refresh")
      .argument("<id>")
      .description("begin the next round of a review whose evidence has changed"),
    async ({ api }, id: string) => {
      const next = await api.reviews.refresh.mutate({ id });
      return {
        json: next,
        lines: [`${id} is in round ${next.round}.`, ...next.changes.map((one) => one.sentence)],
      };
    },
  );
  verb(
    reviews.command("withdraw").argument("<id>").requiredOption("--why <text>"),
    async ({ api }, id: string, { why }: Common & { why: string }) => {
      const done = await api.reviews.withdraw.mutate({ id, why });
      return { json: done, lines: [`${id} is withdrawn.`] };
    },
  );
  verb(
    reviews
      .command("delegate")
      .argument("<id>")
      .requiredOption("--to <email or id>", "a reviewer of this workspace")
      .requiredOption("--why <text>")
      .description("hand the stage that waits for you over to another reviewer"),
    async ({ api }, id: string, options: Common & { to: string; why: string }) => {
      const { to, why } = options;
      const done = await api.reviews.delegate.mutate({ id, to: await personId(api, to), why });
      return { json: done, lines: [`'${done.stage}' of ${id} waits for ${done.to.name}.`] };
    },
  );
}

/** Decides; where the server asks to sign in again and somebody sits at the terminal, asks for the password. */
async function decide(
  api: Connection["api"],
  id: string,
  outcome: Outcome,
  options: DecideOptions,
) {
  const { packHash, currentStage } = await api.reviews.get.query({ id });
  const { comment, code, stage } = options;
  const conditions = options.condition.map(readCondition);
  const send = (password: string | undefined) =>
    api.reviews.decide.mutate({
      id,
      outcome,
      comment,
      packHash,
      stage: stage ?? currentStage?.id,
      conditions,
      proof: { ...(password ? { password } : {}), ...(code ? { code } : {}) },
    });
  const given = process.env["PENSTOCK_PASSWORD"];
  try {
    return await send(given);
  } catch (error) {
    if (given !== undefined || code !== undefined || !asksToSignIn(error)) throw error;
    const password = await askHidden("Your password, to sign in again: ");
    if (!password) throw error;
    return send(password);
  }
}

function asksToSignIn(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const data = error.data as { details?: { needs?: string } } | null;
  return data?.details?.needs === "sign-in-again";
}

function readCondition(text: string): { title: string; dueAt: string } {
  const [, title, dueAt] = /^(.+);\s*due\s+(\S+)$/i.exec(text.trim()) ?? [];
  if (!title || !dueAt)
    throw new UsageError(`The condition '${text}' must be "TITLE; due DATE", as 2026-12-31.`);
  return { title: title.trim(), dueAt };
}

/** Whoever has this address or id. */
async function personId(api: Connection["api"], named: string): Promise<string> {
  if (!named.includes("@")) return named;
  const { items } = await api.members.list.query({ limit: 200 });
  const found = items.find(({ email }) => email === named);
  if (!found) throw new UsageError(`Nobody of this workspace has the address '${named}'.`);
  return found.id;
}
