/** Sends a file that becomes evidence to the server, which keeps it by its content. */
export async function sendEvidence(file: File): Promise<{ hash: string; fileName: string }> {
  const answer = await fetch("/api/evidence", {
    method: "POST",
    headers: { "x-file-name": encodeURIComponent(file.name) },
    body: file,
  }).catch(() => null);
  if (!answer)
    throw new Error(`'${file.name}' could not be sent: check the connection and try again.`);
  const body = (await answer.json().catch(() => null)) as {
    hash?: string;
    fileName?: string;
    error?: string;
  } | null;
  if (answer.ok && body?.hash) return { hash: body.hash, fileName: body.fileName ?? file.name };
  throw new Error(body?.error ?? `'${file.name}' was not accepted (${answer.status}): try again.`);
}
