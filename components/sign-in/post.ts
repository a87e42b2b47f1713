/** Sends JSON; null where it was accepted, else the sentence that says why not. */
export async function post(url: string, body: unknown): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return "The server does not answer: try again in a moment.";
  }
  if (response.ok) return null;
  if (response.status === 429) return "That was tried too often: wait a minute and try again.";
  const said = (await response.json().catch(() => ({}))) as { error?: string; message?: string };
  return said.error ?? said.message ?? "The server refused, and did not say why: try again.";
}
