/**
 * Calls back when what is being rendered now has been drawn: React Flow draws its nodes a frame after it knows its size.
 * Returns what takes it back.
 */
export function afterDrawn(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      // What is asked for in a frame runs before that frame is painted.
      timer = setTimeout(callback);
    });
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
