/** While something is dragged, the document stays as it is under the hand. */
let pressed = false;
const waiting: (() => void)[] = [];
if (typeof window !== "undefined") {
  const release = () => {
    pressed = false;
    for (const resolve of waiting.splice(0)) resolve();
  };
  window.addEventListener("pointerdown", () => (pressed = true), { capture: true });
  for (const end of ["pointerup", "pointercancel", "dragend", "blur"])
    window.addEventListener(end, release, { capture: true });
}

/** Resolves when no pointer is pressed. */
export function released(): Promise<void> {
  return pressed ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
}
