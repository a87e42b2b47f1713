"use client";
import { useEffect, useState } from "react";
import { Kbd } from "../../ui/kbd.tsx";
import { useEditor } from "../store/editor-context.tsx";
import type { PortEnd } from "../store/fitting-steps.ts";
import { portAt, wordsOf } from "./port-at.ts";
import { useReadOnly } from "./read-only.ts";

/** While a port has the keyboard: which it is, where its wires go, and what can be done. Read out as well. */
export function PortHint() {
  const [end, setEnd] = useState<PortEnd | null>(null);
  useEffect(() => {
    // One that is pressed with the mouse gives the keyboard on to its step.
    const onFocus = () => setEnd(portAt(document.activeElement));
    const onBlur = ({ relatedTarget }: FocusEvent) => {
      if (!portAt(relatedTarget)) setEnd(null);
    };
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
    };
  }, []);
  return (
    <div role="status" className="pb-port-hint" data-open={end ? "" : undefined}>
      {end && <Words end={end} />}
    </div>
  );
}

function Words({ end }: { end: PortEnd }) {
  const document = useEditor((state) => state.document);
  const readOnly = useReadOnly();
  const words = wordsOf(document, end);
  if (!words) return null;
  return (
    <>
      <p className="min-w-0">
        <span className="pb-port-dot" data-port={words.type} aria-hidden />
        <strong className="font-medium">{words.title}</strong>, {words.about}; {words.wires}
      </p>
      <ul className="text-muted flex flex-wrap gap-x-3 gap-y-1" aria-hidden>
        {!readOnly && (
          <>
            <li>
              <Kbd keys="Enter" /> wire it
            </li>
            <li>
              <Kbd keys="Delete" /> cut its wires
            </li>
          </>
        )}
        <li>
          <Kbd keys="↑ ↓ ← →" /> other ports
        </li>
        <li>
          <Kbd keys="Esc" /> the step
        </li>
      </ul>
    </>
  );
}
