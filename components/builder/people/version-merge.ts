import { mergeDocuments } from "../../../workflows/core/merge.ts";
import type { EditorStore } from "../store/editor-store.ts";
import type { BringIn } from "./apply-merge.ts";
import type { PeopleStore } from "./people-store.ts";
import type { ServerDraft } from "./server-draft.ts";
import { baseOf, readDocument, type SessionServer } from "./session-server.ts";

/** Merges the newest version into one's draft. */
export function createVersionMerge({
  store,
  people,
  server,
  serverDraft,
  bringIn,
  onMerged,
}: {
  store: EditorStore;
  people: PeopleStore;
  server: SessionServer;
  serverDraft: ServerDraft;
  bringIn: BringIn;
  onMerged: () => void;
}) {
  /** The version that is merged, but for what is still asked. */
  let merging: number | null = null;

  return {
    async mergeVersion(): Promise<void> {
      const { version, base } = people.getState();
      if (!version) return;
      const { number, author } = version;
      const doc = () => store.getState().document;
      const theirs = readDocument(await server.version(number));
      const before = await baseOf(server, base, doc(), theirs);
      merging = number;
      const side = { kind: "version", number, author: author.name } as const;
      bringIn(mergeDocuments(before, doc(), theirs), side, theirs);
    },
    /** A version counts as merged when nothing of it is asked any more. */
    settle(): void {
      const asked = people.getState().conflicts.some(({ side }) => side.kind === "version");
      if (merging === null || asked) return;
      serverDraft.moveBase(merging);
      people.setState({ base: merging });
      merging = null;
      onMerged();
    },
  };
}
