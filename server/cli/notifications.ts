import { Option, type Command } from "commander";
import {
  NOTIFICATION_STATUSES,
  type NotificationStatus,
} from "../../db/schema/notification-statuses.ts";
import { deliveryTitle, missingWords } from "../../workflows/core/delivery-words.ts";
import { MOST_LISTED } from "../page.ts";
import { facts, table, when, wholeNumber } from "./output.ts";
import { verb, type Common } from "./verb.ts";

export function addNotifications(program: Command): void {
  const notifications = program
    .command("notifications")
    .description("messages that runs sent, and whether they arrived");
  verb(
    notifications
      .command("list")
      .addOption(new Option("--status <status>").choices(NOTIFICATION_STATUSES))
      .option("--limit <n>", "how many", "50"),
    async ({ api }, options: Common & { status?: NotificationStatus; limit: string }) => {
      const { items } = await api.notifications.list.query({
        status: options.status,
        limit: wholeNumber(options.limit, "--limit", MOST_LISTED),
      });
      return {
        json: items,
        lines: table(
          ["message", "state", "title", "channel", "to", "run", "attempts", "created"],
          items.map((one) => [
            one.id,
            one.status,
            deliveryTitle(one),
            one.channel,
            one.target,
            one.run.id,
            one.attempts,
            when(one.createdAt),
          ]),
        ),
      };
    },
  );
  verb(notifications.command("show").argument("<id>"), async ({ api }, id: string) => {
    const found = await api.notifications.get.query({ id });
    return {
      json: found,
      lines: [
        deliveryTitle(found),
        ...facts({
          state: found.status,
          about: found.subject || null,
          to: `${found.target} (${found.channel})`,
          run: `${found.run.id} of ${found.run.pipeline}`,
          step: `${found.step} (${found.node})`,
          created: when(found.createdAt),
          arrived: found.sentAt ? when(found.sentAt) : missingWords(found),
        }),
        "",
        found.body,
        "",
        ...table(
          ["tried", "ms", "answer", "", "by"],
          found.attempts.map((one) => [
            when(one.at),
            one.ms,
            one.status,
            one.error ?? one.response,
            one.by?.name ?? "the run",
          ]),
        ),
      ],
    };
  });
  verb(
    notifications.command("resend").argument("<id>").description("send a message again as it is"),
    async ({ api }, id: string) => {
      const found = await api.notifications.resend.mutate({ id });
      const error = found.attempts.at(-1)?.error ?? null;
      return {
        json: found,
        lines: [error ?? `${id} has arrived.`],
        exitCode: error === null ? 0 : 1,
      };
    },
  );
}
