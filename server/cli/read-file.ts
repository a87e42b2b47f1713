import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { UsageError } from "./output.ts";

/** Makes sure that there is a file at a path, which can be read. */
export async function findFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (!found) throw new UsageError(`There is no file '${file}': correct its path.`);
  if (found.isDirectory()) throw new UsageError(`'${file}' is a folder: name a file in it.`);
  await access(file, constants.R_OK).catch(() => {
    throw new UsageError(`You may not read '${file}': ask its owner for the right to.`);
  });
}

/** The text of a file. */
export async function readText(file: string): Promise<string> {
  await findFile(file);
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `'${file}' is not text in UTF-8: save it as UTF-8 in an editor, or convert it, for instance with 'iconv -f latin1 -t utf-8'.`,
    );
  }
}
