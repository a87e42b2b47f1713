import { isLoopback, readEnv } from "../env.ts";
import { sourceOf } from "../client-address.ts";

/** True where anybody who reaches this server is at this machine: one click signs in. */
export function isLocalMode(): boolean {
  return readEnv().localUsers;
}

/**
 * Whether the request was sent at this machine, by one of its own names. What a proxy here passes on for others was not, and a page elsewhere that has its name resolve to
 * 127.0.0.1 (DNS rebinding) sends its own name as Host, and must not be taken for somebody at this machine.
 */
export function isSentToThisMachine(headers: Headers): boolean {
  const source = sourceOf(headers);
  if (source !== undefined && !isLoopback(source)) return false;
  const host = headers.get("host") ?? "";
  if (headers.has("x-forwarded-host") && headers.get("x-forwarded-host") !== host) return false;
  return isLoopback(host.replace(/:\d+$/, ""));
}

/** Whether a browser sent the request from a page of this server, or something that is not a browser sent it. */
export function isSameOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin === null) return headers.get("sec-fetch-site") !== "cross-site";
  const { webUrl } = readEnv();
  if (webUrl && origin === new URL(webUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}
