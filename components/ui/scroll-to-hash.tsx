"use client";

import { useEffect } from "react";

/** Brings what the address names into view: the browser looked for it before the page was read. */
export function ScrollToHash() {
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, []);
  return null;
}
