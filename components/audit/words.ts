import { sentenceCase } from "../ui/format.ts";
/** What was done, in words: `review.decide-refused` is a refused `decide`. */
interface ActionWords {
  refused: boolean;
  /** For instance `Opened`, `Added version`; of what was refused the verb as it is. */
  said: string;
}

const PAST: Record<string, string> = {
  begin: "began",
  cancel: "cancelled",
  freeze: "froze",
  give: "gave",
  "give-back": "gave back",
  make: "made",
  move: "moved",
  put: "put",
  resend: "sent again",
  send: "sent",
  set: "set",
  "sign-in": "signed in",
  "sign-out": "signed out",
  stop: "stopped",
  submit: "submitted",
  take: "took",
  withdraw: "withdrew",
  write: "wrote",
};

const REFUSED = "-refused";

export function actionWords(action: string): ActionWords {
  const verb = action.slice(action.indexOf(".") + 1);
  if (verb.endsWith(REFUSED)) return { refused: true, said: plain(verb.slice(0, -REFUSED.length)) };
  const [first = "", ...rest] = verb.split("-");
  const said = PAST[verb] ?? [PAST[first] ?? past(first), ...rest].join(" ");
  return { refused: false, said: sentenceCase(said) };
}

const NAMES: Record<string, string> = { audit: "audit record", key: "API key" };

/** `model-version` as `model version`. */
export function plain(name: string): string {
  return NAMES[name] ?? name.replaceAll("-", " ");
}

function past(verb: string): string {
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return `${verb}ed`;
}

const VIA: Record<string, string> = {
  session: "in the browser",
  token: "by API key",
  local: "by command",
  workflow: "by a run",
};

export function viaWords(via: string): string {
  return VIA[via] ?? via;
}
