/** Fetches a file and hands it to the browser to keep; answers its name. Throws the server's sentence where it refuses. */
export async function saveFile(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    throw new Error(error ?? `The server refused it (${response.status}): try again.`);
  }
  const name =
    /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "export";
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
