/**
 * Sends a file to one of the server's addresses that take one, and answers with what it says of it.
 * @throws Error with the server's sentence when it was not accepted, or one of ours when nobody answered
 */
export async function sendFile<Answer extends object>(
  address: string,
  file: File,
  isAnswer: (body: Partial<Answer>) => boolean,
): Promise<Answer> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "x-file-name": encodeURIComponent(file.name) },
    body: file,
  }).catch(() => null);
  if (!answer)
    throw new Error(`'${file.name}' could not be sent: check the connection and try again.`);
  const body = (await answer.json().catch(() => null)) as
    | (Partial<Answer> & { error?: string | { message?: string }; message?: string })
    | null;
  if (answer.ok && body && isAnswer(body)) return body as Answer;
  const said =
    typeof body?.error === "object" ? body.error.message : (body?.error ?? body?.message);
  throw new Error(said ?? `'${file.name}' was not accepted (${answer.status}): try again.`);
}
