/** Calls whenever the page's theme becomes another; returns what ends it. For what is drawn with colours that were read. */
export function onThemeChange(call: () => void): () => void {
  const watch = new MutationObserver(call);
  watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => watch.disconnect();
}
