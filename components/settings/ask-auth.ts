const SENTENCES: Record<string, string> = {
  INVALID_PASSWORD: "That is not your password: try again.",
  INVALID_CODE: "That is not the code your authenticator shows now: wait for the next one.",
  TOTP_ALREADY_ENABLED: "You have a second factor already: reload the page.",
};

/**
 * Asks a route of sign-in that changes the browser's session along with what it does.
 * @throws Error with a sentence for people
 */
export async function askAuth<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!response) throw new Error("The server does not answer: try again in a moment.");
  const said = (await response.json().catch(() => ({}))) as T & { code?: string };
  if (response.ok) return said;
  if (response.status === 429)
    throw new Error("That was tried too often: wait a minute, then try again.");
  if (response.status === 401 && said.code === undefined)
    throw new Error("You are no longer signed in: reload the page.");
  throw new Error(
    SENTENCES[said.code ?? ""] ?? "The server refused: reload the page and try again.",
  );
}
