/** Who does not look at the page for this long lets go of its streams: a browser has six connections for all its tabs. */
const HIDDEN_MS = 60_000;

/** Tells that the page is looked at, each time it comes to be, and that it is not, once it has been hidden for a minute. */
export function watchLooked(tell: (looked: boolean) => void): () => void {
  let hiding: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    clearTimeout(hiding);
    if (document.visibilityState === "hidden") hiding = setTimeout(() => tell(false), HIDDEN_MS);
    else tell(true);
  }
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearTimeout(hiding);
  };
}
