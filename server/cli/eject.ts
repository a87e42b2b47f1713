import type { Command } from "commander";
import { answer, asksServer, collect, type Common } from "./verb.ts";

export type EjectOptions = Common & {
  to: string;
  version?: string;
  force?: boolean;
  param: string[];
};

export function addEject(pipelines: Command): void {
  asksServer(pipelines.command("eject"))
    .argument("<name-or-file>")
    .requiredOption("--to <folder>", "a new folder for the project")
    .option("--version <n>", "another than the newest")
    .option("--param <k=v>", "the default of a param in the project", collect, [])
    .option("--force", "replace the files of a project that was ejected there before; others stay")
    .option("--json", "print one JSON value")
    .option("--user <email>", "act as one of the local people")
    .description("write a standalone Temporal project in TypeScript that does the same")
    .action(async (target: string, options: EjectOptions) => {
      const { ejectToFolder } = await import("./eject-to-folder.ts");
      answer(await ejectToFolder(target, options), options);
    });
}
