import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "@temporalio/client";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { putSchedule } from "./schedule.ts";

test("times that only an earlier release could read are refused in a sentence, like those that Temporal does not take", async () => {
  const to = { id: "trg", version: 1, scheduleId: "trigger-trg", paused: false, pauseNote: null };
  const specs: [TriggerSpec, RegExp][] = [
    [
      { id: "first", type: "schedule", cron: "0 0 1 * mon" },
      /'0 0 1 \* mon' is no cron expression/,
    ],
    [
      { id: "second", type: "schedule", cron: "61 * * * *" },
      /'61 \* \* \* \*' is no cron expression/,
    ],
    [{ id: "third", type: "schedule", cron: "0 * * * *", timezone: "Mars/Base" }, /Mars\/Base/],
  ];
  for (const [spec, why] of specs)
    await assert.rejects(
      putSchedule({} as Client, to, spec),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, "bad-request");
        assert.match(
          error.message,
          new RegExp(`^Temporal does not take the times of the trigger '${spec.id}'`),
        );
        assert.match(error.message, why);
        assert.match(error.message, /Publish a version with others\.$/);
        return true;
      },
    );
});
