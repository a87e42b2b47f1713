"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";

/**
 * What is wider than its place scrolls, by keyboard too: where more of it lies, it fades; what is current in it comes into
 * view. Where all of it has room it is no stop of Tab.
 */
export function Sideways({
  className = "",
  children,
}: {
  className?: string;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [fade, setFade] = useState("none");
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => setFade(fadeOf(element));
    const current = element.querySelector("[aria-current]");
    if (current) element.scrollLeft = middleOf(element, current);
    const resized = new ResizeObserver(look);
    // What it holds may become wider than it.
    for (const one of [element, ...element.children]) resized.observe(one);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return (
    <div
      ref={box}
      className={`overflow-x-auto ${className}`}
      style={{ maskImage: fade }}
      tabIndex={fade === "none" ? undefined : 0}
    >
      {children}
    </div>
  );
}

/** The mask for what lies beyond the left and the right edge. */
export function fadeOf(
  box: Pick<HTMLElement, "scrollLeft" | "clientWidth" | "scrollWidth">,
): string {
  const left = box.scrollLeft > 1;
  const right = box.scrollLeft + box.clientWidth < box.scrollWidth - 1;
  if (!left && !right) return "none";
  const from = left ? "transparent, black 3rem" : "black";
  const to = right ? "black calc(100% - 3rem), transparent" : "black";
  return `linear-gradient(to right, ${from}, ${to})`;
}

/** How far to scroll so that a part stands in the middle. */
function middleOf(box: HTMLElement, part: Element): number {
  const outer = box.getBoundingClientRect();
  const inner = part.getBoundingClientRect();
  return box.scrollLeft + inner.left - outer.left - (outer.width - inner.width) / 2;
}
