import { diffDocuments } from "../../../workflows/core/diff.ts";
import { documentSchema } from "../../../workflows/core/document.ts";
import { mergeDocuments } from "../../../workflows/core/merge.ts";
import type { EditorStore } from "../store/editor-store.ts";
import type { BringIn } from "./apply-merge.ts";
import { followDrafts } from "./follow-drafts.ts";
import { mergeSaved, type Person } from "./live-merge.ts";
import { addNews, type PeopleStore } from "./people-store.ts";
import type { ServerDraft } from "./server-draft.ts";
import { baseOf, readDocument, type SessionServer } from "./session-server.ts";

interface Options {
  store: EditorStore;
  people: PeopleStore;
  server: SessionServer;
  serverDraft: ServerDraft;
  bringIn: BringIn;
}

/** Brings what others save into one's own draft. */
export function followOthers({ store, people, server, serverDraft, bringIn }: Options) {
  const me = people.getState().me.id;
  const doc = () => store.getState().document;
  /** What the document would be without the edits made here. */
  let others = doc();

  return followDrafts({
    me,
    load: async (user) => {
      const found = await server.draft(user);
      const document = documentSchema.safeParse(found.document).data;
      return document ? { ...found, document } : null;
    },
    onFirst: (person, now) => {
      // What differed before one of the two came is said, and never merged unasked.
      serverDraft.followFrom(person.id, now.revision);
      if (!diffDocuments(doc(), now.document).same)
        addNews(people, {
          who: person.name,
          words: "has a draft that differs from yours: it is in the list of people",
          nodes: [],
        });
    },
    onSaved: (person, before, now) => {
      serverDraft.tookIn(person.id, before.revision, now.revision);
      const ownAt = serverDraft.at;
      const result = mergeSaved({ mine: doc(), others, before, now, me, ownAt });
      others = result.others;
      bringIn(result, { kind: "person", person }, now.document);
    },
  });
}

/** Brings what somebody else's draft has beyond the version it began from into one's own. */
export async function takeOver(
  { store, server, bringIn }: Pick<Options, "store" | "server" | "bringIn">,
  person: Person,
): Promise<void> {
  const doc = () => store.getState().document;
  const found = await server.draft(person.id);
  const theirs = readDocument(found.document);
  const base = await baseOf(server, found.baseVersion, doc(), theirs);
  bringIn(mergeDocuments(base, doc(), theirs), { kind: "person", person }, theirs);
}
