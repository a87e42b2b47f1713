"use client";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { AXES, EDGES } from "./canvas/selection-bar.tsx";

type Row = [keys: string, text: string];

const GROUPS: { title: string; rows: Row[] }[] = [
  {
    title: "Build",
    rows: [
      ["/", "Find a step in the palette"],
      ["A", "Add a step behind the selected one, into the selected wire, or anywhere"],
      ["C", "Wire the selected step: what fits its ports"],
      ["drag", "From a port into empty space: what fits there"],
      ["N", "Add a note"],
      ["F2", "Rename; write a note"],
      ["Enter", "Open the form; expand a group"],
      ["Delete", "Remove"],
      ["⇧ Delete", "Remove and rejoin what is left"],
    ],
  },
  {
    title: "Ports",
    rows: [
      ["P", "Into the ports of the selected step"],
      ["↑ ↓", "The next port, the one before; also Tab"],
      ["← →", "Along its wire, or to the step's other side"],
      ["Enter", "Wire it, to what is there or to a new step"],
      ["Delete", "Cut its wires"],
      ["Esc", "Back to the step"],
    ],
  },
  {
    title: "Undo and the clipboard",
    rows: [
      ["Ctrl Z", "Undo"],
      ["Ctrl ⇧ Z", "Redo"],
      ["Ctrl C", "Copy as YAML"],
      ["Ctrl X", "Cut"],
      ["Ctrl V", "Paste, also from a file or another pipeline"],
      ["Ctrl D", "Duplicate"],
    ],
  },
  {
    title: "Run",
    rows: [
      ["Ctrl ↵", "Run everything"],
      ["Ctrl ⇧ ↵", "Run to the selected step"],
      ["Ctrl Alt ↵", "Run the selected step only"],
    ],
  },
  {
    title: "Groups",
    rows: [
      ["Ctrl G", "Group the selected steps"],
      ["Ctrl ⇧ G", "Ungroup"],
      ["E", "Collapse or expand"],
    ],
  },
  {
    title: "Select",
    rows: [
      ["Tab", "The next step or wire"],
      ["Space", "Select it"],
      ["Alt ← →", "Along a wire to the next step"],
      ["Alt ↑ ↓", "To the step above or below"],
      ["Ctrl A", "Everything"],
      ["⇧ drag", "A box"],
      ["Esc", "Nothing"],
    ],
  },
  {
    title: "Arrange",
    rows: [
      ["← ↑ → ↓", "Move the selection; further with ⇧"],
      ["T", "Lay out the selection, or what nobody has placed"],
      ["⇧ T", "Lay out everything"],
      ...EDGES.map(([, label, keys]): Row => [keys, label]),
      ...AXES.map(([, label, keys]): Row => [keys, label]),
    ],
  },
  {
    title: "Look",
    rows: [
      ["Ctrl K", "Search everywhere, and all commands"],
      ["Ctrl F", "Search in the graph"],
      ["L", "The list of problems; arrows, then Enter leads to the place"],
      ["F8", "The next problem; with ⇧ the one before"],
      ["Ctrl .", "Apply the first fix of the selected step, or of the problem in the list"],
      ["N", "Comparing: the next change; P the one before"],
      ["⇧ 1", "Show all"],
      ["⇧ 2", "Show the selection"],
      ["⇧ 0", "100 %"],
      ["+ −", "Zoom; also Ctrl and the wheel"],
      ["drag", "Move the canvas; also the wheel"],
      ["⇧ F10", "Menu of what is selected"],
      ["?", "This list"],
    ],
  },
];

export function ShortcutsDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog title="Keyboard shortcuts" open={open} onOpenChange={onOpenChange} size="lg">
      <div className="gap-8 pb-2 md:columns-2 lg:columns-3">
        {GROUPS.map(({ title, rows }) => (
          <section key={title} className="mb-6 break-inside-avoid">
            <h3 className="text-muted mb-2 text-xs font-medium">{title}</h3>
            <dl className="flex flex-col gap-2">
              {rows.map(([keys, text]) => (
                <div key={keys + text} className="flex items-baseline gap-3 text-sm">
                  <dt className="w-20 shrink-0">
                    <Kbd keys={keys} />
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
