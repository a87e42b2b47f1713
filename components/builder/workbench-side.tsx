"use client";
import { later } from "../ui/later.tsx";
import { Inspector } from "./inspector/inspector.tsx";
import type { RunAddress } from "./run/use-run-address.ts";
import { EditorContext, useEditor, useEditorStore } from "./store/editor-context.tsx";
import type { EditorStore } from "./store/editor-store.ts";
import { MY_DRAFT, type Looking } from "./versions/side.ts";
import type { Comparison } from "./versions/use-compared.ts";

const ChangesPanel = later(
  async () => (await import("./versions/changes-panel.tsx")).ChangesPanel,
  "Loading the changes…",
);
const HistoryPanel = later(
  async () => (await import("./versions/history-panel.tsx")).HistoryPanel,
  "Loading the history…",
);
const PeoplePanel = later(
  async () => (await import("./people/people-panel.tsx")).PeoplePanel,
  "Loading who works here…",
);
const RunSide = later(async () => (await import("./run/run-side.tsx")).RunSide, "Loading the run…");
const RunsPanel = later(
  async () => (await import("./run/runs-panel.tsx")).RunsPanel,
  "Loading the runs…",
);

const SIDES: Partial<Record<string, string>> = {
  versions: "Versions",
  people: "People",
  runs: "Runs",
};

interface Props {
  name: string;
  readOnly: boolean;
  base: number | null;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
  address: RunAddress;
  comparison: Comparison | null;
  /** The graph that is seen; null while it is read. */
  seen: EditorStore | null;
}

/** The panel at the right. */
export function WorkbenchSide(props: Props) {
  const { comparison, address } = props;
  const panel = useEditor((state) => state.panel);
  const title = SIDES[panel] ?? (address.runId === null ? "Properties" : "The run");
  return (
    <aside className="pb-side pb-inspector" aria-label={comparison ? "Changes" : title}>
      <SidePanel {...props} />
    </aside>
  );
}

function SidePanel({ name, readOnly, base, looking, onLook, address, comparison, seen }: Props) {
  const draft = useEditorStore();
  const panel = useEditor((state) => state.panel);
  const { setPanel } = draft.getState();
  if (comparison)
    return (
      comparison.found && (
        <EditorContext value={comparison.found.store}>
          <ChangesPanel changes={comparison.found.changes} onClose={() => onLook(null)} />
        </EditorContext>
      )
    );
  if (panel === "versions" || (panel === "inspector" && looking !== null))
    return (
      <HistoryPanel name={name} base={base} looking={looking} onLook={onLook} readOnly={readOnly} />
    );
  if (panel === "people")
    return (
      <PeoplePanel
        name={name}
        readOnly={readOnly}
        onCompare={(user) =>
          onLook({ kind: "compare", before: MY_DRAFT, after: { kind: "draft-of", user } })
        }
      />
    );
  if (address.runId !== null && looking === null)
    return (
      <EditorContext value={seen ?? draft}>
        <RunSide
          name={name}
          draft={draft}
          readOnly={readOnly}
          history={panel === "runs"}
          address={address}
        />
      </EditorContext>
    );
  if (panel === "runs")
    return (
      <RunsPanel
        name={name}
        shown={null}
        onShow={(id) => {
          onLook(null);
          address.show(id, "run");
        }}
        onClose={() => setPanel("inspector")}
      />
    );
  return looking === null && <Inspector readOnly={readOnly} />;
}
