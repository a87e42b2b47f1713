import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";

/** Passwords and keys that steps use by name. */
export const secret = pgTable(
  "secret",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    name: text("name").notNull(),
    /** As `server/secrets/cipher.ts` writes it; nothing else reads the value. */
    ciphertext: text("ciphertext").notNull(),
    setBy: text("set_by")
      .notNull()
      .references(() => user.id),
    setAt: moment("set_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.name] })],
);
