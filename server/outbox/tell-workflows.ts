import type { Database, Transaction } from "../../db/client.ts";
import { outbox } from "../../db/schema/outbox.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { newId } from "../ids.ts";

/** What a workflow is to hear: an event of one that runs, or the input of one that is started where none does. */
export type WorkflowMessage = {
  workflowId: string;
  /** Two messages of one id are refused; each is another when it is left out. */
  updateId?: string;
} & (
  | { event: { key: string; actorId: string; payload: JsonObject } }
  | { starts: string; input: JsonObject }
);

/** Leaves messages in the outbox, in the transaction of the act that they tell of. They are delivered at least once. */
export async function tellWorkflows(
  tx: Transaction | Database,
  messages: readonly WorkflowMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.insert(outbox).values(
    messages.map((message) => {
      const id = newId("out");
      const { workflowId } = message;
      const [about, what] =
        "event" in message
          ? [message.event.key, { event: message.event }]
          : [workflowId, { event: message.input, starts: message.starts }];
      return { id, workflowId, updateId: message.updateId ?? `${about}:${id}`, ...what };
    }),
  );
}
