import { open } from "node:fs/promises";
import { HEAD_BYTES } from "../../workflows/core/tabular/load.ts";

/** The beginning of a file, as much of it as its format and dialect are told by. */
export async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
