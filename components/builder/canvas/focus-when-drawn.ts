/** Frames in which something comes into the page after the document or the view has changed, also on a busy machine. */
const PATIENCE = 120;

/** Gives the keyboard to what may not be drawn yet; nothing happens when it never is. */
export function focusWhenDrawn(find: () => HTMLElement | null | undefined, left = PATIENCE): void {
  requestAnimationFrame(() => {
    const found = find();
    if (found) found.focus({ preventScroll: true });
    else if (left > 0) focusWhenDrawn(find, left - 1);
  });
}
