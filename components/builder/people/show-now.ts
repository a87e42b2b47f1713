import type { PipelineNow } from "../../../server/pipelines/live.ts";
import { addNews, setHere, type PeopleStore } from "./people-store.ts";
import type { ServerDraft } from "./server-draft.ts";

/** Shows who is here, whose drafts there are and what was published, each time that something about the pipeline is new. */
export function createShowNow({
  people,
  serverDraft,
  tab,
}: {
  people: PeopleStore;
  serverDraft: ServerDraft;
  tab: string;
}): (now: PipelineNow) => void {
  let heard = false;
  return (now) => {
    const { me, version: before, base } = people.getState();
    const own = now.drafts.find(({ user }) => user.id === me.id);
    const elsewhere = now.people.filter((one) => one.tab !== tab);
    setHere(
      people,
      elsewhere.map(({ user, node }) => ({ person: user, node })),
    );
    people.setState({
      drafts: now.drafts.filter(({ user }) => user.id !== me.id),
      version: now.version,
      archived: now.archived,
      base: serverDraft.newBase() ?? (own ? own.baseVersion : base),
    });
    const { version } = now;
    const isNew = version && version.number > (before?.number ?? 0);
    // What had been published when the page was opened is no news.
    if (heard && isNew && version.author.id !== me.id)
      addNews(people, {
        who: version.author.name,
        words: `published version ${version.number}: ${version.note}`,
        nodes: [],
      });
    heard = true;
  };
}
