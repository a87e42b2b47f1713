import { ScheduleNotFoundError, type Client } from "@temporalio/client";
import { isNotNull } from "drizzle-orm";
import type { Logger } from "pino";
import { trigger } from "../../db/schema/triggers.ts";
import type { Services } from "../context.ts";
import { triggersWhere } from "./find.ts";
import { createSchedule, promptly } from "./schedule.ts";

/** Makes the schedules of published triggers that Temporal does not have: it was set up anew, or lost them. */
export async function restoreSchedules(
  { db }: Pick<Services, "db">,
  client: Client,
  log: Pick<Logger, "info" | "warn">,
): Promise<void> {
  try {
    for (const one of await triggersWhere(db, isNotNull(trigger.scheduleId))) {
      const handle = client.schedule.getHandle(one.scheduleId!);
      const isThere = await promptly(client, () => handle.describe()).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ScheduleNotFoundError) return false;
          throw error;
        },
      );
      if (isThere) continue;
      await createSchedule(client, one, one.spec);
      log.info({ scheduleId: one.scheduleId }, "a lost schedule was made again");
    }
  } catch (error) {
    log.warn({ err: error }, "the schedules could not be compared with Temporal");
  }
}
