"use client";

import { useEffect, useState, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";

/**
 * The button of a form that the browser itself sends, also before the page has come alive. Shows that it was sent; the
 * answer is another page.
 */
export function Submit({ children }: { children: ReactNode }) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    const form = button?.closest("form");
    const say = () => setSent(true);
    const back = () => setSent(false);
    form?.addEventListener("submit", say);
    window.addEventListener("pageshow", back);
    return () => {
      form?.removeEventListener("submit", say);
      window.removeEventListener("pageshow", back);
    };
  }, [button]);
  return (
    <Button ref={setButton} type="submit" variant="primary" pending={sent}>
      {children}
    </Button>
  );
}
