import { RUN_STATUSES } from "../../workflows/core/run-statuses.ts";
import { RUN_STARTS } from "../../workflows/core/run-trigger.ts";
import { triggerSentence } from "../../workflows/core/trigger-words.ts";
import { waitSentence } from "../../workflows/core/wait-sentence.ts";
import { MOST_LISTED } from "../page.ts";
import type { Connection } from "./client.ts";
import { moment, momentOrAgo } from "./moment.ts";
import { oneOf, table, UsageError, when, wholeNumber, type Answer } from "./output.ts";

export interface ListRunsOptions {
  pipeline?: string;
  status?: string;
  how?: string;
  by?: string;
  trigger?: string;
  since?: string;
  until?: string;
  limit: string;
}

type Row = Awaited<ReturnType<Connection["api"]["runs"]["list"]["query"]>>["items"][number];

/** `runs list`: the newest runs that have all that is asked for. */
export async function listRuns(
  { api }: Connection,
  { pipeline, status, how, by, trigger, since, until, limit }: ListRunsOptions,
): Promise<Answer> {
  const asked = {
    pipeline,
    status: oneOf(RUN_STATUSES, "--status", status),
    how: oneOf(RUN_STARTS, "--how", how),
    since: since && momentOrAgo(since),
    until: until && moment(until, true),
    limit: wholeNumber(limit, "--limit", MOST_LISTED),
  };
  const { items } = await api.runs.list.query({
    ...asked,
    startedBy: by && (await personOf(api, by)),
    // One that was taken off since has its runs still, and only its id.
    trigger: trigger?.includes("/") ? (await api.triggers.get.query({ id: trigger })).id : trigger,
  });
  const rows = items.map((run) => [
    run.id,
    run.name,
    stateOf(run),
    run.startedBy.name,
    triggerSentence(run.trigger, when),
    when(run.createdAt),
  ]);
  return {
    json: items,
    lines: table(["run", "pipeline", "state", "started by", "how", "created"], rows),
  };
}

function stateOf({ status, position, waitsFor }: Row): string {
  if (position) return `${status} (${position.place} in line for ${position.key})`;
  return waitsFor ? `${status} (${waitSentence(waitsFor, whatFor(waitsFor))})` : status;
}

function whatFor(wait: NonNullable<Row["waitsFor"]>): string {
  const until = wait.until === undefined ? "" : `until ${when(wait.until)}`;
  switch (wait.for) {
    case "event":
      return `the event ${wait.event}${until ? `, ${until}` : ""}`;
    case "time":
      return until;
    case "slot":
      return `${wait.place} in line for ${wait.key}`;
    case "worker":
      return `a worker on queue ${wait.queue}`;
    default:
      return wait.reason ?? "an event";
  }
}

/** The id of a member of the workspace, by e-mail address, name or id. */
async function personOf(api: Connection["api"], who: string): Promise<string> {
  const people: { id: string; name: string; email: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof api.members.list.query>> = await api.members.list.query({
      limit: MOST_LISTED,
      cursor,
    });
    people.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const wanted = who.toLowerCase();
  const found = people.filter(
    ({ id, name, email }) =>
      id === who || name.toLowerCase() === wanted || email.toLowerCase() === wanted,
  );
  if (found.length === 1) return found[0]!.id;
  throw new UsageError(
    found.length === 0
      ? `Nobody in this workspace is '${who}': give a name or an e-mail address, as under Settings.`
      : `There are several of the name '${who}': give the e-mail address, one of ${found.map(({ email }) => email).join(", ")}.`,
  );
}
