import { existsSync } from "node:fs";
import path from "node:path";
import type { Source } from "../../workflows/core/sources.ts";
import type { Connection } from "./client.ts";

/** The files that pipelines read, as copies for a project of their own. */
export class SourceFiles {
  /** By path in the project: where the file lies now. */
  readonly copies = new Map<string, string>();
  private readonly server: () => Connection;
  private readonly downloads: string;
  private last: Promise<unknown> = Promise.resolve();

  /** `downloads` is a folder for what lies on the server. */
  constructor(server: () => Connection, downloads: string) {
    this.server = server;
    this.downloads = downloads;
  }

  /** Takes a file in; answers with the source that means it in the project. One after the other, so that names are given in order. */
  take(source: Source, raw: string, folder: string | null): Promise<string> {
    const taken = this.last.then(() => this.takeNow(source, raw, folder));
    this.last = taken.catch(() => undefined);
    return taken;
  }

  private async takeNow(source: Source, raw: string, folder: string | null): Promise<string> {
    if (raw.includes("${"))
      throw new Error(
        `The source '${raw}' depends on a param, so that its file cannot be copied: name the file in the pipeline.`,
      );
    const { name, file } = await this.find(source, raw, folder);
    const { name: stem, ext } = path.parse(name);
    for (let n = 1; ; n++) {
      const free = `data/sources/${n === 1 ? `${stem}${ext}` : `${stem}-${n}${ext}`}`;
      if (this.copies.has(free) && this.copies.get(free) !== file) continue;
      this.copies.set(free, file);
      return `./${free}`;
    }
  }

  private async find(
    source: Source,
    raw: string,
    folder: string | null,
  ): Promise<{ name: string; file: string }> {
    if (source.type === "path") {
      const file = path.resolve(folder ?? ".", source.path);
      if (folder === null || !existsSync(file))
        throw new Error(
          `The pipeline reads '${raw}', but there is no file '${file}': correct the source or put the file there.`,
        );
      return { name: path.basename(file), file };
    }
    const { hash, name } = source.type === "upload" ? source : await this.versionOf(source);
    const file = path.join(this.downloads, hash);
    if (!existsSync(file)) await this.server().download(hash, file);
    return { name: path.basename(name), file };
  }

  private async versionOf(source: { name: string; version: number | null }) {
    const { versions } = await this.server().api.datasets.get.query({ name: source.name });
    const found =
      source.version === null
        ? versions[0]
        : versions.find(({ number }) => number === source.version);
    if (!found)
      throw new Error(`The dataset '${source.name}' has no version ${source.version ?? "yet"}.`);
    return { hash: found.hash, name: found.fileName };
  }
}
