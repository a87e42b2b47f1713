import cronstrue from "cronstrue";
import { plainCron } from "../../workflows/core/cron.ts";
import { isTimed, type TimedTrigger, type TriggerSpec } from "../../workflows/core/triggers.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** What a trigger waits for, in words: "At 06:30, Monday through Friday (Europe/Berlin)". */
export function sentence(spec: TriggerSpec): string {
  if (isTimed(spec)) return timeSentence(spec);
  switch (spec.type) {
    case "webhook":
      return "When its address is called";
    case "dataset":
      return `With each new version of the dataset ${spec.dataset}`;
    case "folder":
      return `With each new file ${spec.pattern ? `${spec.pattern} ` : ""}in ${spec.path}`;
    case "pipeline":
      return `When a run of ${spec.pipeline} is ${orList(spec.states ?? ["done"])}`;
    case "model":
      return `With each newly approved version of the model ${spec.model}`;
  }
}

function timeSentence(spec: TimedTrigger): string {
  if (spec.type === "interval")
    return `Every ${spec.every}${spec.offset ? `, ${spec.offset} past` : ""}`;
  const zone = ` (${spec.timezone ?? "UTC"})`;
  if (spec.type === "schedule") {
    const plain = plainCron(spec.cron);
    if (plain === null) return `'${spec.cron}' is no cron expression`;
    return cronstrue.toString(plain, { use24HourTimeFormat: true, verbose: true }) + zone;
  }
  const two = (value: number) => String(value).padStart(2, "0");
  const times = (spec.hours ?? [0]).flatMap((hour) =>
    (spec.minutes ?? [0]).map((minute) => `${two(hour)}:${two(minute)}`),
  );
  const shown = times.length > 6 ? [...times.slice(0, 5), `${times.length - 5} more times`] : times;
  const days = spec.days ? ` on day ${orList(spec.days.map(String))} of the month` : "";
  const weekdays = spec.weekdays
    ? `${days ? " if it is" : " on"} a ${orList(spec.weekdays.map(capital))}`
    : "";
  const months = spec.months ? ` in ${andList(spec.months.map((one) => MONTHS[one - 1]!))}` : "";
  const everyDay = days || weekdays ? "" : " every day";
  return `At ${andList(shown)}${everyDay}${days}${weekdays}${months}${zone}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
export const andList = (words: readonly string[]) => join(words, "and");
const orList = (words: readonly string[]) => join(words, "or");

function join(words: readonly string[], last: string): string {
  return words.length < 2
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
