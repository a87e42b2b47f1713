/** Sends a file to the server, which keeps it by its content. Resolves to the source that a Load step takes. */
export async function upload(file: File): Promise<string> {
  const answer = await fetch("/api/uploads", {
    method: "POST",
    headers: { "x-file-name": encodeURIComponent(file.name) },
    body: file,
  }).catch(() => null);
  if (!answer)
    throw new Error(`'${file.name}' could not be sent: check the connection and try again.`);
  const body = (await answer.json().catch(() => null)) as {
    source?: string;
    error?: string | { message?: string };
    message?: string;
  } | null;
  if (answer.ok && body?.source) return body.source;
  const said =
    typeof body?.error === "object" ? body.error.message : (body?.error ?? body?.message);
  throw new Error(said ?? `'${file.name}' was not accepted (${answer.status}): try again.`);
}
