"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { cx } from "./cx.ts";
import { Input } from "./input.tsx";

/** Milliseconds of quiet after which what was typed is looked for. */
const TYPING_MS = 300;

/** Words to look for, which are kept elsewhere (in the address): told once the typing rests, and followed when they change by other means. */
export function SearchField({
  label,
  placeholder = label,
  value,
  onChange,
  className,
}: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState<string | null>(null);
  // The address may change by other means: a way back, a link, 'Clear all'. What was told from here may come back only once more
  // has been typed, and leaves that alone.
  if (value !== seen) {
    setSeen(value);
    setTold(null);
    if (value !== told && value !== text.trim()) setText(value);
  }
  useEffect(() => {
    const next = text.trim();
    if (next === value) return;
    const timer = setTimeout(() => {
      setTold(next);
      onChange(next);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  });
  return (
    <div className={cx("relative", className)}>
      <Search
        aria-hidden
        className="text-muted pointer-events-none absolute top-1.5 left-2 size-4"
      />
      <Input
        type="search"
        size="sm"
        aria-label={label}
        placeholder={placeholder}
        className="pl-7.5"
        value={text}
        onValueChange={setText}
      />
    </div>
  );
}
