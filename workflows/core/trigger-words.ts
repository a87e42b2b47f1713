import type { RunTrigger, TriggerFacts } from "./run-trigger.ts";
import type { TriggerType } from "./triggers.ts";

/** A piece of a sentence; with `href`, an address within Penstock, it is a link. */
export interface Words {
  text: string;
  href?: string;
}

/** Says a moment, which comes in ISO 8601, as its reader reads it. */
export type SayMoment = (iso: string) => string;

/** Kinds of trigger as they are named before a trigger's name. */
const KINDS: Record<TriggerType, string> = {
  schedule: "Schedule",
  interval: "Interval",
  calendar: "Calendar",
  webhook: "Webhook",
  dataset: "Dataset trigger",
  folder: "Folder watch",
  pipeline: "Pipeline trigger",
  model: "Model trigger",
};

/** What started a run, in words: `Schedule 'nightly' at 21 Nov 2026, 02:00 Europe/Berlin`. */
export function triggerWords(trigger: RunTrigger, moment: SayMoment): Words[] {
  switch (trigger.type) {
    case "person":
      return "trigger" in trigger
        ? firedByHand(trigger, "in the browser")
        : [{ text: "By hand, in the browser" }];
    case "api":
      return "trigger" in trigger
        ? firedByHand(trigger, "by the command or the API")
        : [{ text: "By the command or the API" }];
    case "rerun": {
      const { of, mode, from } = trigger;
      const tail = { all: "", failed: ", only what failed", from: ` from ${from}` }[mode];
      return [{ text: "Rerun of " }, runLink(of), ...(tail ? [{ text: tail }] : [])];
    }
    case "reproduce":
      return [{ text: "Reproduction of " }, runLink(trigger.of)];
    case "subpipeline":
      return [
        { text: "Sub-pipeline of " },
        runLink(trigger.run, trigger.node.replace(/\[.*$/, "")),
        { text: `, step ${trigger.node}` },
      ];
    default: {
      const kind = KINDS[trigger.type];
      const facts = factWords(trigger, moment);
      const by = backfilledBy(trigger);
      return [
        { text: by ? `Backfill by ${by}: ${kind.toLowerCase()} ` : `${kind} ` },
        named(trigger),
        ...(facts.length > 0 ? [{ text: trigger.schedule ? " " : ": " }, ...facts] : []),
      ];
    }
  }
}

/** The same without links. */
export function triggerSentence(trigger: RunTrigger, moment: SayMoment): string {
  return triggerWords(trigger, moment)
    .map((words) => words.text)
    .join("");
}

/** What happened when a trigger fired, in words; empty where there is nothing to tell. */
export function factsInWords(facts: TriggerFacts, moment: SayMoment): string {
  const said = factWords(facts, moment)
    .map((words) => words.text)
    .join("");
  const by = backfilledBy(facts);
  if (by) return `Backfill by ${by}, ${said}`;
  return facts.person
    ? `By hand, by ${facts.person.name}`
    : said.charAt(0).toUpperCase() + said.slice(1);
}

/** Who asked for the backfill, where there is one. */
function backfilledBy({ backfill, person }: TriggerFacts): string | undefined {
  return backfill && person?.name;
}

function factWords(facts: TriggerFacts, moment: SayMoment): Words[] {
  const { schedule, webhook, dataset, file, run, model } = facts;
  if (schedule) return [{ text: `at ${moment(schedule.at)}` }];
  if (webhook) return [{ text: `key ${webhook.id}` }];
  if (dataset)
    return [
      { text: `version ${dataset.version} of ` },
      { text: dataset.name, href: `/datasets/${dataset.name}` },
    ];
  if (file) return [{ text: `file ${file.name}` }];
  if (run) return [runLink(run.id), { text: ` of ${run.pipeline} ended as ${run.status}` }];
  if (model)
    return [
      {
        text: `${model.name} version ${model.version}`,
        href: `/models/${model.name}/${model.version}`,
      },
      { text: " was approved" },
    ];
  return [];
}

function firedByHand(trigger: Parameters<typeof named>[0], how: string): Words[] {
  return [{ text: "Trigger " }, named(trigger), { text: `, fired by hand ${how}` }];
}

function named({ trigger, name, title }: { trigger: string; name: string; title?: string }): Words {
  return { text: `'${title || name}'`, href: `/triggers/${trigger}` };
}

function runLink(id: string, node = ""): Words {
  return { text: id, href: node ? `/runs/${id}?step=${node}` : `/runs/${id}` };
}
