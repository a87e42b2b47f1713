import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "../../../server/router.ts";
import { watchLooked } from "../../watch-looked.ts";
import type { EditorStore } from "../store/editor-store.ts";
import type { PeopleStore } from "./people-store.ts";
import type { Session } from "./session.ts";
import { within } from "./within.ts";

/** A third of the time after which a silent tab counts as gone. */
const HEARTBEAT_MS = 10_000;
const SETTLE_MS = 150;
const RETRY_MS = 3_000;

/** Listens to what is new about the pipeline and says what is selected here, for as long as the page is looked at. */
export function connectLive({
  client,
  name,
  tab,
  editor,
  people,
}: {
  client: TRPCClient<AppRouter>;
  name: string;
  tab: string;
  editor: EditorStore;
  people: { store: PeopleStore; session: Session };
}): () => void {
  let subscription: { unsubscribe: () => void } | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;

  function say(): void {
    clearTimeout(settling);
    const [node = null] = editor.getState().selection.nodes;
    // A word that is lost is said again with the next heartbeat.
    if (subscription)
      client.pipelines.present.mutate({ name, tab, node }, within()).catch(() => {});
  }

  function connect(): void {
    clearTimeout(retry);
    if (subscription) return;
    subscription = client.pipelines.live.subscribe(
      { name, tab },
      {
        onStarted: say,
        onData: (word) => {
          people.store.setState({ connected: true });
          people.session.hear(word);
        },
        onConnectionStateChange: ({ state }) => {
          if (state === "connecting" && people.store.getState().here.length > 0)
            people.store.setState({ connected: false });
        },
        onError: again,
        onComplete: again,
      },
    );
  }

  function disconnect(): void {
    clearTimeout(retry);
    const ended = subscription;
    // Before it ends, as it tells of its own end: that must not begin another.
    subscription = null;
    ended?.unsubscribe();
  }

  function again(): void {
    if (!subscription) return;
    disconnect();
    people.store.setState({ connected: false });
    retry = setTimeout(connect, RETRY_MS);
  }

  const heartbeat = setInterval(say, HEARTBEAT_MS);
  const stop = editor.subscribe(({ selection }, before) => {
    if (selection.nodes === before.selection.nodes) return;
    clearTimeout(settling);
    settling = setTimeout(say, SETTLE_MS);
  });
  connect();
  const stopLooking = watchLooked((looked) => (looked ? connect() : disconnect()));
  return () => {
    stopLooking();
    clearInterval(heartbeat);
    clearTimeout(settling);
    stop();
    disconnect();
  };
}
