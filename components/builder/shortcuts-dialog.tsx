"use client";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const GROUPS: { title: string; rows: [keys: string, text: string][] }[] = [
  {
    title: "Edit",
    rows: [
      ["Ctrl Z", "Undo"],
      ["Ctrl ⇧ Z", "Redo"],
      ["Ctrl C", "Copy as YAML"],
      ["Ctrl X", "Cut"],
      ["Ctrl V", "Paste, also from a file or another pipeline"],
      ["Ctrl D", "Duplicate"],
      ["Delete", "Remove"],
      ["⇧ F10", "Menu of what is selected: put it into a map, take it out"],
    ],
  },
  {
    title: "Select",
    rows: [
      ["Tab", "The next step or wire"],
      ["Space", "Select it"],
      ["Enter", "Open its form"],
      ["Ctrl A", "Everything"],
      ["⇧ drag", "A box"],
      ["Esc", "Nothing"],
    ],
  },
  {
    title: "Move and look",
    rows: [
      ["← ↑ → ↓", "Move the selected steps; faster with ⇧"],
      ["⇧ 1", "Show all"],
      ["⇧ 2", "Show the selection"],
      ["+ −", "Zoom; also Ctrl and the wheel"],
      ["drag", "Move the canvas; also the wheel"],
      ["?", "This list"],
    ],
  },
  {
    title: "Run",
    rows: [
      ["Ctrl ↵", "Run; once more to start"],
      ["Ctrl ⇧ ↵", "Run to the selected step"],
      ["Ctrl Alt ↵", "Run the selected step only"],
      ["Esc", "Leave the step, then the run"],
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
      <div className="grid gap-8 pb-2 md:grid-cols-3">
        {GROUPS.map(({ title, rows }) => (
          <section key={title}>
            <h3 className="text-muted mb-2 text-xs font-medium">{title}</h3>
            <dl className="flex flex-col gap-2">
              {rows.map(([keys, text]) => (
                <div key={text} className="flex items-baseline gap-3 text-sm">
                  <dt className="w-24 shrink-0">
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
