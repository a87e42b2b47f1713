import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { cardBlocks, type CardBlock } from "./card-blocks.ts";
import { versionRecord } from "./version-record.ts";

/**
 * The model card of a version for a page.
 * @throws PenstockError `not-found`
 */
export async function modelCard(ctx: Ctx, input: { name: string; number: number }) {
  authorize(ctx, "workspace.read");
  return cardBlocks(await versionRecord(ctx, input));
}

/**
 * The model card of a version as Markdown, to be taken away.
 * @throws PenstockError `not-found`
 */
export async function modelCardText(ctx: Ctx, input: { name: string; number: number }) {
  authorize(ctx, "workspace.read");
  const record = await versionRecord(ctx, input);
  await audit(ctx.db, ctx.actor, {
    action: "model-version.export",
    entity: "model-version",
    entityId: record.version.id,
    after: { format: "model-card" },
  });
  return `${cardBlocks(record).map(markdown).join("\n\n")}\n`;
}

function markdown(block: CardBlock): string {
  switch (block.type) {
    case "heading":
      return `${"#".repeat(block.level)} ${oneLine(block.text)}`;
    case "markdown":
      return block.text;
    case "list":
      return block.items.map((item) => `- ${oneLine(item)}`).join("\n");
    case "table":
      return [block.head, block.head.map(() => "---"), ...block.rows]
        .map((cells) => `| ${cells.map(cell).join(" | ")} |`)
        .join("\n");
  }
}

function cell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
