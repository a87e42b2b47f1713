import fc from "fast-check";
import { outputsOf } from "../../../workflows/core/define-step.ts";
import { entryRefusal, type PortType } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";

/** Ids that could be mistaken for something else in TypeScript. */
const IDS =
  "class new await params a_b a__b ab then default activities ending item index error fact node config cpu1h control2m answers void_ undefined constructor to_string together".split(
    " ",
  );
const TITLES = [
  "Load",
  "Quotes \" and ' and `",
  "*/ } alert(1) /*",
  "two\nlines // \r\n and \u2028 more",
  "${params.text} \\ \\u0000 \u0007",
  "Zażółć 日本語 🚂",
  "",
];
const KINDS = [
  "data.load",
  "data.load",
  "data.split",
  "data.transform",
  "data.transform",
  "train.tabular",
  "model.evaluate",
  "model.register",
  "governance.review",
  "model.deploy",
  "control.condition",
  "control.condition",
  "control.switch",
  "control.join",
  "control.wait",
  "control.map",
  "notify.webhook",
];

type Wire = { from: string; to: string };
interface Output {
  end: string;
  type: PortType | "any";
  parent: string | null;
  phase: number;
}

const PHASES = [undefined, "on-failure", "finally"] as const;

/** Documents of up to 14 steps that are wired as their types allow, with odd ids and titles. Most of them compile. */
export const randomDocument = fc
  .array(fc.nat(9_999), { minLength: 40, maxLength: 240 })
  .map((tape) => build(tape));

function build(tape: readonly number[]) {
  let at = 0;
  const next = (below: number): number => (tape[at++] ?? 0) % below;
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const chance = (percent: number) => next(100) < percent;

  const nodes: object[] = [];
  const wires: Wire[] = [];
  const outputs: Output[] = [];
  const steps: string[] = [];
  let map: string | null = null;
  let left = 0;
  const count = 2 + next(13);
  for (let n = 0; n < count; n++) {
    const kind = n === 0 ? "data.load" : pick(KINDS);
    if (kind === "control.map" && map) continue;
    const step = registry.get(kind)!;
    const base = pick(IDS);
    const id = steps.includes(base) ? `${base}_${n}` : base;
    const phase = map === null && n > count - 3 && chance(30) ? 1 + next(2) : 0;
    const parent = kind === "control.map" ? null : map;
    const config = configOf(kind, steps, outputs, parent !== null);
    const visible = outputs.filter(
      (one) => (one.parent === null || one.parent === parent) && one.phase <= phase,
    );
    const mine: Wire[] = [];
    const types = new Map<string, PortType | "any">();
    let isComplete = true;
    for (const [port, input] of Object.entries(step.inputs)) {
      const { optional, multiple } = input;
      if (input.inner) continue;
      const fitting = visible.filter((one) => entryRefusal(one.type, input) === null);
      if (fitting.length === 0) isComplete &&= optional === true;
      if (fitting.length === 0 || (optional && chance(50))) continue;
      const ends = new Set<string>();
      for (let wire = 0; wire < (multiple ? 1 + next(3) : 1); wire++) {
        const from = pick(fitting);
        if (ends.has(from.end)) continue;
        ends.add(from.end);
        types.set(port, from.type);
        mine.push({ from: from.end, to: `${id}.${port}` });
      }
    }
    if (!isComplete) continue;
    const policy = {
      ...(chance(15) ? { when: expression(steps, outputs) } : {}),
      ...(step.run.mode === "activity" && chance(15) ? { continueOnError: true } : {}),
      ...(phase > 0 ? { phase: PHASES[phase] } : {}),
    };
    nodes.push({ id, kind, title: pick(TITLES), config, policy, ...(parent ? { parent } : {}) });
    wires.push(...mine);
    steps.push(id);
    for (const [port, { type, sameAs }] of Object.entries(outputsOf(step, config)))
      outputs.push({
        end: `${id}.${port}`,
        type: sameAs ? (types.get(sameAs) ?? type) : type,
        parent,
        phase,
      });
    if (step.run.mode === "activity" && kind !== "control.map" && chance(15))
      outputs.push({ end: `${id}.error`, type: "failure", parent, phase });
    if (kind === "control.map") {
      map = id;
      left = 1 + next(3);
    } else if (map && --left === 0) {
      const inside = outputs.filter((one) => one.parent === map);
      if (inside.length > 0 && chance(80))
        wires.push({ from: pick(inside).end, to: `${map}.result` });
      map = null;
    }
  }
  return {
    apiVersion: "penstock/v1",
    name: pick(["a", "class", "7-up", "credit-risk"]),
    title: pick(TITLES),
    description: pick(TITLES),
    params: {
      least: { type: "number", default: 0.5 },
      flag: { type: "boolean", default: true },
      text: { type: "string", default: "x`${y}" },
    },
    nodes,
    wires,
  };

  function expression(known: readonly string[], ends: readonly Output[]): string {
    const named = ends.filter((one) => one.parent === null && one.phase === 0);
    const step = named.length > 0 ? pick(named).end : "nothing.out";
    return pick([
      "params.flag",
      "!params.flag",
      "params.least < 0.7",
      `steps.${step}.n >= 3`,
      `has(steps.${step}) && steps.${step}.ok`,
      `params.text == 'x' || ${known.length} > 2`,
    ]);
  }

  function configOf(
    kind: string,
    known: readonly string[],
    ends: readonly Output[],
    isInside: boolean,
  ): Record<string, unknown> {
    const about = () =>
      pick([
        "input.ok",
        "input.n >= params.least * 8.0",
        "input.n > 4",
        "input.ok == false",
        expression(known, ends),
      ]);
    switch (kind) {
      case "data.load":
        return { source: pick(["./data/sources/a.csv", "./data/sources/ü '\".csv"]) };
      case "data.split":
        return chance(50) ? { train: 0.8, validation: 0, test: 0.2 } : {};
      case "data.transform":
        return {
          sql: pick([
            "select 1",
            "select '`${x}`' as \"a\"\nfrom input -- */",
            "select ${params.least}",
          ]),
        };
      case "train.tabular":
        return {
          target: pick(["y", "${params.text}", "a ${params.text} \\"]),
          seed: next(9),
          ...(isInside && chance(50) ? { trees: "${item}" } : {}),
        };
      case "model.register":
        return { name: "m" };
      case "model.deploy":
        return { endpoint: "e" };
      case "control.condition":
        return { expression: about() };
      case "control.switch":
        return {
          cases: [
            { name: "one", when: about() },
            { name: "class", when: about() },
          ],
        };
      case "control.wait":
        return pick([{ for: "1s" }, { event: "go" }]);
      case "notify.webhook":
        return { url: "https://example.com", body: pick(["", "{{ run.id }} `${params.text}`"]) };
      case "control.map":
        return { over: "list", list: [3, 5, 8], window: 2, onFailure: "collect" };
      default:
        return {};
    }
  }
}
