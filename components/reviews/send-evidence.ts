import { sendFile } from "../form/widgets/send-file.ts";

/** Sends a file that becomes evidence to the server, which keeps it by its content. */
export async function sendEvidence(file: File): Promise<{ hash: string; fileName: string }> {
  const { hash, fileName } = await sendFile<{ hash: string; fileName?: string }>(
    "/api/evidence",
    file,
    (body) => Boolean(body.hash),
  );
  return { hash, fileName: fileName ?? file.name };
}
