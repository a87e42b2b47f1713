import {
  celEnv,
  celFunc,
  CelScalar,
  isCelError,
  isCelList,
  isCelMap,
  parse,
  plan,
  type CelInput,
} from "@bufbuild/cel";
import type { Json } from "./json.ts";

/** A longer expression, or one with more brackets in each other, can keep the parser for seconds. */
const MAX_LENGTH = 2_000;
const MAX_BRACKETS = 30;

/** Each more multiplies the work by the length of its list. */
const MAX_NESTING = 2;

/** What one evaluation may take: about a second, of the few that Temporal gives to workflow code. */
const MAX_COST = 1_000_000;

/** Stands in each loop's condition, and counts its rounds. */
const ROUND = "@round";

let left = 0;

const env = metered(
  celEnv({
    funcs: [
      celFunc(ROUND, [CelScalar.BOOL], CelScalar.BOOL, (goesOn) => {
        spend(1);
        return goesOn;
      }),
    ],
  }),
);

/** Why the expression does not parse, as CEL's parser says it, or is too much; null when it may run. */
export function celProblem(expression: string): string | null {
  if (expression.length > MAX_LENGTH)
    return `it has ${expression.length} characters; ${MAX_LENGTH} are allowed`;
  if (bracketsOpen(expression) > MAX_BRACKETS)
    return `more than ${MAX_BRACKETS} brackets stand in each other`;
  try {
    const depth = Math.max(0, ...loopsIn(parse(expression).expr).map((one) => one.depth));
    return depth > MAX_NESTING
      ? `all, exists, filter and map stand ${depth} deep in each other; ${MAX_NESTING} are allowed`
      : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export type CelOutcome = { ok: true; value: unknown } | { ok: false; message: string };

/** Evaluates CEL over JSON values. Pure, and the same in the browser, the compiler and the workflow. */
export function evaluateCel(
  expression: string,
  bindings: Record<string, Json>,
  cost = MAX_COST,
): CelOutcome {
  try {
    const inputs = Object.fromEntries(
      Object.entries(bindings).map(([name, value]) => [
        name,
        // Numbers of JSON are doubles, but an index is counted: `index % 2 == 0`.
        name === "index" && typeof value === "number" ? BigInt(value) : toCel(value),
      ]),
    );
    const parsed = parse(expression);
    for (const { loop } of loopsIn(parsed.expr)) countRounds(loop);
    left = cost;
    const value = plan(env, parsed)(inputs);
    // `||` and `exists` pass over an error, this one too.
    if (left < 0) return { ok: false, message: TOO_MUCH };
    if (isCelError(value)) return { ok: false, message: value.message };
    return { ok: true, value };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function toCel(value: Json): CelInput {
  if (Array.isArray(value)) return value.map(toCel);
  if (value !== null && typeof value === "object")
    return new Map(Object.entries(value).map(([key, inner]) => [key, toCel(inner)]));
  return value;
}

const TOO_MUCH = "it takes too long: let it go over shorter lists and texts";

function spend(cost: number): void {
  left -= cost;
  if (left < 0) throw new Error(TOO_MUCH);
}

type Env = ReturnType<typeof celEnv>;

/** The same, where each call is paid for before it is made. */
function metered(plain: Env): Env {
  const find: Env["funcs"]["find"] = (name) => {
    const found = plain.funcs.find(name);
    return (
      found && {
        name,
        [Symbol.iterator]: () => found[Symbol.iterator](),
        call(id, target, args) {
          payFor(name, target === undefined ? args : [target, ...args]);
          return found.call(id, target, args);
        },
      }
    );
  };
  const funcs = Object.create(plain.funcs, { find: { value: find } }) as Env["funcs"];
  return Object.create(plain, { funcs: { value: funcs } }) as Env;
}

function payFor(name: string, values: readonly unknown[]): void {
  for (const value of values) spend(lengthOf(value) / 8);
  const [first, second] = values;
  if (name === "_==_" || name === "_!=_" || name === "@in") values.forEach(payForAll);
  else if (name === "_+_" && isCelList(second)) spend(second.size);
  else if (name === "matches" && typeof second === "string")
    spend(((lengthOf(first) + 1) * second.length * repeats(second)) / 10);
}

function lengthOf(value: unknown): number {
  return typeof value === "string" || value instanceof Uint8Array ? value.length : 0;
}

/** Of a value that is compared as a whole. A short expression can make one that is as good as endless. */
function payForAll(value: unknown): void {
  spend(1 + lengthOf(value) / 8);
  if (isCelList(value)) for (const inner of value) payForAll(inner);
  else if (isCelMap(value)) for (const inner of value.values()) payForAll(inner);
}

/** How many times as long as it is written RE2 makes a pattern, `a{20}` for instance; it refuses above 1,000. */
function repeats(pattern: string): number {
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)];
  return Math.min(
    1_000,
    counts.reduce((all, [, least, most]) => all * Math.max(1, Number(least), Number(most ?? 0)), 1),
  );
}

/** Comments, raw texts and texts: a bracket in them neither opens nor closes anything. */
const NO_CODE = /\/\/[^\r\n]*|[rR]("""|'''|"|')[^]*?\1|("""|'''|"|')(?:\\[^]|[^\\])*?\2/g;

function bracketsOpen(expression: string): number {
  let most = 0;
  let open = 0;
  for (const character of expression.replace(NO_CODE, ""))
    if ("([{".includes(character)) most = Math.max(most, ++open);
    else if (")]}".includes(character)) open--;
  return most;
}

type Expr = ReturnType<typeof parse>["expr"];
type Comprehension = Extract<Expr["exprKind"], { case: "comprehensionExpr" }>["value"];

/** The loops of an expression, and how deep each stands in others; one over the result of another does not stand in it. */
function loopsIn(expression: Expr): { loop: Comprehension; depth: number }[] {
  const found: { loop: Comprehension; depth: number }[] = [];
  // Not by recursion: a long sum is a deep tree.
  const open: [part: unknown, depth: number][] = [[expression, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [part, depth] = next;
    if (typeof part !== "object" || part === null) continue;
    if (!isComprehension(part)) {
      for (const inner of Object.values(part)) open.push([inner, depth]);
      continue;
    }
    found.push({ loop: part, depth: depth + 1 });
    const { iterRange, ...body } = part;
    open.push([iterRange, depth]);
    for (const inner of Object.values(body)) open.push([inner, depth + 1]);
  }
  return found;
}

function isComprehension(part: object): part is Comprehension {
  return "$typeName" in part && part.$typeName === "cel.expr.Expr.Comprehension";
}

function countRounds(loop: Comprehension): void {
  const { loopCondition } = loop;
  if (!loopCondition) return;
  const { $typeName, id } = loopCondition;
  loop.loopCondition = {
    $typeName,
    id,
    exprKind: {
      case: "callExpr",
      value: { $typeName: "cel.expr.Expr.Call", function: ROUND, args: [loopCondition] },
    },
  };
}
