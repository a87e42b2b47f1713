"use client";

import { useEffect } from "react";

/** Brings what the address names into view: the browser looked for it before the page was read. */
export function ScrollToHash() {
  useEffect(() => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (id) document.getElementById(id)?.scrollIntoView();
  }, []);
  return null;
}
