import { auth } from "./auth.ts";
import { CODE_USED } from "./auth-record.ts";
import { sourceOf } from "../client-address.ts";

/** Why a form of the sign-in pages did not do what it was sent for; the page has the sentence. */
export type Problem =
  | "wrong"
  | "often"
  | "code"
  | "spent"
  | "late"
  | "closed"
  | "password"
  | "taken"
  | "provider"
  | "linked"
  | "over"
  | "used"
  | "already"
  | "failed";

/** The fields of a form, as text. */
export async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const form = await request.formData().catch(() => new FormData());
  const fields = [...form].filter(
    (field): field is [string, string] => typeof field[1] === "string",
  );
  return Object.fromEntries(fields);
}

/** Where to go on after signing in: a page of ours, whatever a form or an address says. */
export function pageWithin(next: string | null | undefined): string {
  const origin = "http://penstock.invalid";
  if (!next?.startsWith("/") || !URL.canParse(next, origin)) return "/pipelines";
  const url = new URL(next, origin);
  // Dots in a path are resolved: what was "/.//elsewhere" is "//elsewhere" by now.
  const isOurs = url.origin === origin && !url.pathname.startsWith("//");
  return isOurs ? url.pathname + url.search : "/pipelines";
}

/** Leads a browser on after a form, with the cookies that an answer of better-auth sets. */
export function seeOther(path: string, answer?: Response): Response {
  const response = new Response(null, { status: 303, headers: { location: path } });
  for (const cookie of answer?.headers.getSetCookie() ?? [])
    response.headers.append("set-cookie", cookie);
  return response;
}

/** A page of ours with some things to show. */
export function pageWith(path: string, params: Record<string, string | undefined>): string {
  const given = Object.entries(params).filter((param): param is [string, string] => !!param[1]);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/**
 * Asks a route of better-auth in the name of a browser that has sent a form or followed a link of ours, so that its limits
 * hold for them too. Whether a form is ours its own route has checked.
 */
export async function askAuth(
  request: Request,
  path: string,
  body: object,
  extra: Record<string, string> = {},
): Promise<Response> {
  const headers = withSource(request.headers);
  headers.delete("content-length");
  headers.set("content-type", "application/json");
  // A link comes without an origin, and a form may come under another name of this server than better-auth knows.
  const { baseURL } = await auth().$context;
  headers.set("origin", new URL(baseURL).origin);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  const url = new URL(`/api/auth${path}`, request.url);
  return auth().handler(new Request(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** The same headers, as from the address that the server or the proxy next to it saw: better-auth counts tries by it. */
export function withSource(given: Headers): Headers {
  const headers = new Headers(given);
  const source = sourceOf(given);
  if (source !== undefined) headers.set("x-forwarded-for", source);
  return headers;
}

/** What an answer of better-auth that refuses comes down to. */
export async function problemOf(answer: Response): Promise<Problem> {
  if (answer.status === 429) return "often";
  const { code = "" } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string };
  if (code.startsWith("PASSWORD_TOO")) return "password";
  if (code.startsWith("USER_ALREADY_EXISTS")) return "taken";
  if (code === "INVALID_TWO_FACTOR_COOKIE") return "late";
  if (code === CODE_USED) return "spent";
  if (code === "INVALID_CODE" || code === "INVALID_BACKUP_CODE") return "code";
  if (answer.status === 401) return "wrong";
  return answer.status === 403 ? "closed" : "failed";
}
