/** Tells each time the page is come back to: from another tab, or from another window beside it. */
export function watchReturn(tell: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const seen = () => {
    if (document.visibilityState === "visible") tell();
  };
  document.addEventListener("visibilitychange", seen);
  addEventListener("focus", tell);
  return () => {
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("focus", tell);
  };
}
