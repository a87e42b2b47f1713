import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { secretName, TEMPLATE_HELP } from "../_shared/notify-fields.ts";

/** Headers that the connection or the signature sets. */
const OURS = /^(host|content-length|content-type|connection|transfer-encoding|webhook-.*)$/i;

const header = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name, such as Authorization")
      .refine((name) => !OURS.test(name), "another header than those that Penstock sets itself")
      .meta({ title: "Name", description: "Such as Authorization." }),
    value: z
      .string()
      .max(4_000)
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "one line of plain characters")
      .default("")
      .meta({ title: "Value", description: "For what everybody may see." }),
    secret: secretName("Secret", "Name of a secret with the whole value, in place of one here."),
  })
  .refine(({ value, secret }) => (value === "") !== (secret === ""), {
    message: "give either a value or a secret",
    path: ["value"],
  });

export const step = defineStep({
  kind: "notify.webhook",
  version: 1,
  title: "Call a webhook",
  description:
    "Posts a message to an address, signed, once for each run; tried again until it is taken.",
  icon: "webhook",
  category: "control",
  config: z
    .strictObject({
      url: z
        .string()
        .max(2_000)
        .regex(/^$|^https?:\/\/|\$\{/, "an address that begins with https:// or http://")
        .default("")
        .meta({
          title: "Address",
          description: "Where the message goes. Addresses inside this network are refused.",
        }),
      urlSecret: secretName(
        "Address by secret",
        "Name of a secret that holds the address, where the address itself is one, as with Slack.",
      ),
      format: z.enum(["json", "slack"]).default("json").meta({
        title: "Format",
        description:
          "`json` sends the body as it is; `slack` sends it as a message's text, as Slack, Mattermost and Rocket.Chat take one.",
      }),
      body: z
        .string()
        .max(20_000)
        .default("")
        .meta({
          title: "Body",
          description: `${TEMPLATE_HELP} The filter json writes a value as JSON. Empty: all about the run as JSON, or a line of text for Slack.`,
          widget: "textarea",
        }),
      signingSecret: secretName(
        "Signing secret",
        "Name of a secret that signs the message by Standard Webhooks: base64, 24 bytes or more, with or without `whsec_` before it.",
      ),
      headers: z.array(header).max(20).default([]).meta({
        title: "Headers",
        description: "More headers, for instance for authorization.",
      }),
      timeoutSeconds: z.int().min(1).max(60).default(15).meta({
        title: "Timeout",
        unit: "s",
        description: "Seconds until a call without an answer counts as failed.",
      }),
    })
    .refine(({ url, urlSecret }) => (url === "") !== (urlSecret === ""), {
      message: "give either an address or a secret that holds one",
      path: ["url"],
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
    delivery: { type: "artifact", title: "Delivery", description: "When and where it arrived." },
  },
  run: { queue: "control", startToClose: "2m", attempts: 5, cache: false },
  onReproduce: "keep",
  example: { url: "https://hooks.example.com/penstock" },
});
