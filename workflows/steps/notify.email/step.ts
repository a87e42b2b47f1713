import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { secretName, TEMPLATE_HELP } from "../_shared/notify-fields.ts";

const ADDRESS = '[^\\s@<>(),;:"\\\\\\[\\]]+@[^\\s@<>(),;:"\\\\\\[\\]]+';

const address = z
  .string()
  .max(320)
  .regex(new RegExp(`^${ADDRESS}$|\\$\\{`), "an e-mail address, such as risk@example.com");

export const step = defineStep({
  kind: "notify.email",
  version: 1,
  title: "Send an e-mail",
  description: "Sends an e-mail, once for each run; tried again until the server takes it.",
  icon: "mail",
  category: "control",
  config: z.strictObject({
    to: z
      .array(address)
      .min(1)
      .max(50)
      .meta({ title: "To", description: "Who gets it: e-mail addresses." }),
    cc: z
      .array(address)
      .max(50)
      .default([])
      .meta({ title: "Copy to", description: "Who gets a copy, for all to see." }),
    subject: z
      .string()
      .min(1)
      .max(500)
      .default("{{ run.pipeline }}: {{ run.status }}")
      .meta({ title: "Subject", description: `One line. ${TEMPLATE_HELP}` }),
    body: z
      .string()
      .min(1)
      .max(20_000)
      .default(
        '{{ run.pipeline }} is {{ run.status }}.\n{% if run.error != "" %}\n{{ run.error }}\n{% endif %}\nStarted by {{ run.startedBy }}.\n{{ run.url }}\n',
      )
      .meta({ title: "Text", description: TEMPLATE_HELP, widget: "textarea" }),
    server: secretName(
      "Mail server",
      "Name of a secret with smtp://user:password@host:port. Empty: this installation's own server.",
    ),
    from: z
      .string()
      .max(320)
      .regex(
        new RegExp(`^$|^${ADDRESS}$|^[^\\r\\n<>,"]+ <${ADDRESS}>$|\\$\\{`),
        "an e-mail address, such as Penstock <penstock@example.com>",
      )
      .default("")
      .meta({ title: "From", description: "The sender. Empty: this installation's own." }),
    timeoutSeconds: z.int().min(1).max(60).default(30).meta({
      title: "Timeout",
      description: "Seconds until a server without an answer counts as failed.",
    }),
  }),
  inputs: {
    value: {
      type: "any",
      title: "About",
      description: "What the message is about; its facts are `input` in the templates.",
      optional: true,
      multiple: true,
    },
  },
  outputs: {
    delivery: { type: "artifact", title: "Delivery", description: "When and to whom it went." },
  },
  run: { queue: "control", startToClose: "2m", attempts: 5, cache: false },
  onReproduce: "keep",
  example: { to: ["risk@example.com"] },
});
