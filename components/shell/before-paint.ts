/** Where the choices are kept in the browser. */
export const THEME_KEY = "penstock-theme";
export const NAV_KEY = "penstock-nav";

/** Below this width, in pixels, the navigation shows icons alone until somebody chooses otherwise. */
const NARROW_BELOW = 1200;

/** Runs in the page's head, before anything is painted: theme and navigation as they were chosen. */
export const BEFORE_PAINT = `(() => {
  const root = document.documentElement;
  let theme = null, nav = null;
  try { theme = localStorage.getItem("${THEME_KEY}"); nav = localStorage.getItem("${NAV_KEY}"); } catch {}
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.nav = nav === "wide" || nav === "narrow" ? nav : innerWidth < ${NARROW_BELOW} ? "narrow" : "wide";
})()`;
