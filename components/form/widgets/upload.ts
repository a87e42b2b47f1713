import { sendFile } from "./send-file.ts";

/** Sends a file to the server, which keeps it by its content. Resolves to the source that a Load step takes. */
export async function upload(file: File): Promise<string> {
  const { source } = await sendFile<{ source: string }>("/api/uploads", file, (body) =>
    Boolean(body.source),
  );
  return source;
}
