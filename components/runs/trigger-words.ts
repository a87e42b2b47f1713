import { sentenceCase } from "../evidence/format.ts";

/** A piece of a sentence; with `href` it is a link. */
export interface Words {
  text: string;
  href?: string;
}

type Facts = Record<string, unknown>;

/** Kinds of trigger as they are named before a trigger's name. */
const KINDS: Record<string, string> = {
  schedule: "Schedule",
  interval: "Interval",
  calendar: "Calendar",
  webhook: "Webhook",
  dataset: "Dataset trigger",
  folder: "Folder watch",
  pipeline: "Pipeline trigger",
  model: "Model trigger",
};

const MODES: Record<string, string> = { failed: ", only what failed", from: "" };

/**
 * What started a run, in words: `Schedule 'nightly' at 21 Nov 2026, 02:00 Europe/Berlin`. The type of what fired tells the
 * sentence; facts that are not there are left out of it.
 * @param zone the time zone of the schedule, where it is known; the reader's own otherwise
 */
export function triggerWords(trigger: Facts, zone?: string): Words[] {
  const type = text(trigger["type"]);
  const fired = text(trigger["trigger"]);
  if (type === "person" || type === "api") {
    const how = type === "person" ? "in the browser" : "by the command or the API";
    return fired
      ? [{ text: "Trigger " }, named(trigger), { text: `, fired by hand ${how}` }]
      : [{ text: `By hand, ${how}` }];
  }
  if (type === "rerun") {
    const from = text(trigger["from"]);
    const tail = from ? ` from ${from}` : (MODES[text(trigger["mode"])] ?? "");
    return [{ text: "Rerun of " }, runLink(trigger["of"]), ...(tail ? [{ text: tail }] : [])];
  }
  if (type === "reproduce") return [{ text: "Reproduction of " }, runLink(trigger["of"])];
  if (type === "subpipeline") {
    const node = text(trigger["node"]);
    return [
      { text: "Sub-pipeline of " },
      runLink(trigger["run"], node.replace(/\[.*$/, "")),
      ...(node ? [{ text: `, step ${node}` }] : []),
    ];
  }
  const kind = KINDS[type];
  if (!kind) return [{ text: type || "Not known" }];
  const facts = factWords(trigger, zone);
  const by = backfilledBy(trigger);
  return [
    { text: by ? `Backfill by ${by}: ${kind.toLowerCase()} ` : `${kind} ` },
    named(trigger),
    ...(facts.length > 0 ? [{ text: isTimed(type) ? " " : ": " }, ...facts] : []),
  ];
}

/** The same without links, for a table cell. */
export function triggerSentence(trigger: Facts): string {
  return triggerWords(trigger)
    .map((words) => words.text)
    .join("");
}

/** What happened when a trigger fired, in words; empty where there is nothing to tell. */
export function factsInWords(facts: Facts): string {
  const said = factWords(facts)
    .map((words) => words.text)
    .join("");
  const by = backfilledBy(facts);
  if (by) return `Backfill by ${by}, ${said}`;
  const person = text(fields(facts["person"])["name"]);
  return person ? `By hand, by ${person}` : sentenceCase(said);
}

/** Who asked for the backfill; empty where there is none. */
function backfilledBy(facts: Facts): string {
  return facts["backfill"] ? text(fields(facts["person"])["name"]) : "";
}

function factWords(facts: Facts, zone?: string): Words[] {
  const schedule = fields(facts["schedule"]);
  if (text(schedule["at"])) return [{ text: `at ${moment(text(schedule["at"]), zone)}` }];
  const webhook = fields(facts["webhook"]);
  if (text(webhook["id"])) return [{ text: `key ${text(webhook["id"])}` }];
  const dataset = fields(facts["dataset"]);
  if (text(dataset["name"]))
    return [
      { text: "version " + String(dataset["version"]) + " of " },
      { text: text(dataset["name"]), href: `/datasets/${text(dataset["name"])}` },
    ];
  const file = fields(facts["file"]);
  if (text(file["name"])) return [{ text: `file ${text(file["name"])}` }];
  const run = fields(facts["run"]);
  if (text(run["id"]))
    return [
      runLink(run["id"]),
      { text: ` of ${text(run["pipeline"])} ended as ${text(run["status"])}` },
    ];
  const model = fields(facts["model"]);
  if (text(model["name"])) {
    const version = String(model["version"]);
    return [
      {
        text: `${text(model["name"])} version ${version}`,
        href: `/models/${text(model["name"])}/${version}`,
      },
      { text: " was approved" },
    ];
  }
  return [];
}

function named(trigger: Facts): Words {
  const name = text(trigger["title"]) || text(trigger["name"]);
  return { text: `'${name}'`, href: `/triggers/${text(trigger["trigger"])}` };
}

function runLink(run: unknown, node = ""): Words {
  const id = text(run);
  return { text: id, href: node ? `/runs/${id}?step=${node}` : `/runs/${id}` };
}

function moment(iso: string, zone: string | undefined): string {
  const at = new Date(iso);
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    // What comes every few seconds would look alike without them.
    timeStyle: at.getUTCSeconds() === 0 ? "short" : "medium",
    timeZone: zone,
  });
  return format.format(at) + (zone ? ` ${zone}` : "");
}

function isTimed(type: string): boolean {
  return type === "schedule" || type === "interval" || type === "calendar";
}

function fields(value: unknown): Facts {
  return typeof value === "object" && value !== null ? (value as Facts) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
