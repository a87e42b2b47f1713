import { and, eq } from "drizzle-orm";
import { modelEvent } from "../../db/schema/governance.ts";
import { SEVERITIES, type Severity } from "../../db/schema/severities.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { askForReReview } from "./ask-for-re-review.ts";
import { approvalPolicy } from "./last-approval.ts";
import { suspend } from "./suspend.ts";
import { lockVersion, type VersionName } from "./version.ts";

export interface Report extends VersionName {
  type: "incident" | "alarm";
  severity: Severity;
  text: string;
  signal?: string;
  value?: number;
  key?: string;
}

/**
 * Takes down an incident, or an alarm of monitoring. From the severity that the policy names on, it suspends the
 * approval. A report that comes again under its key has no further effect.
 * @throws PenstockError `conflict` when the key was used for another report
 */
export async function report(ctx: Ctx, input: Report) {
  authorize(ctx, "incidents.report");
  const { actor } = ctx;
  const { name, number, type, severity, text, signal = null, value = null } = input;
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, actor.workspaceId, input);
    const id = newId("evt");
    const key = input.key ?? id;
    const [made] = await tx
      .insert(modelEvent)
      .values({
        id,
        workspaceId: actor.workspaceId,
        modelVersionId: version.id,
        type,
        severity,
        signal,
        value,
        text,
        key,
        reportedBy: actor.userId,
      })
      .onConflictDoNothing()
      .returning({ id: modelEvent.id });
    if (!made) {
      const [earlier] = await tx
        .select()
        .from(modelEvent)
        .where(and(eq(modelEvent.workspaceId, actor.workspaceId), eq(modelEvent.key, key)));
      if (earlier?.modelVersionId !== version.id || earlier.text !== text)
        throw new PenstockError(
          "conflict",
          `The key '${key}' was used for another report: choose a new one for each.`,
        );
      return { id: earlier.id, repeated: true, suspended: false, status: version.status };
    }
    await audit(tx, actor, {
      action: `model-version.${type}`,
      entity: "model-version",
      entityId: version.id,
      after: { model: name, version: number, event: id, severity, signal, value },
      why: text,
    });
    const policy = await approvalPolicy(tx, version);
    const { suspendAt } = policy.alarms;
    const suspends =
      suspendAt !== null && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(suspendAt);
    const suspended = suspends
      ? await suspend(tx, actor, version, {
          cause: type,
          subject: id,
          reason: sentence(input),
          facts: { event: id, severity, signal, value },
        })
      : null;
    if (suspended && policy.reReview.onIncident)
      await askForReReview(tx, actor, version, {
        key: `event:${id}`,
        why: `After an ${type}, the policy asks for a new review.`,
      });
    return { id, repeated: false, suspended: suspended !== null, status: version.status };
  });
}

function sentence({ type, severity, text, signal, value }: Report): string {
  const measured = signal ? ` (${signal}${value === undefined ? "" : ` ${value}`})` : "";
  const said = `An ${type} of severity ${severity} was reported${measured}: ${text}`;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
