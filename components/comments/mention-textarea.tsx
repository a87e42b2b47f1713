"use client";

import { useId, useRef, useState } from "react";
import { CONTROL_CLASS } from "../ui/control-class.ts";
import { cx } from "../ui/cx.ts";
import { POPUP_CLASS } from "../ui/popup-class.ts";
import { beingMentioned, withMention } from "./mention.ts";

const MOST = 6;

/** A text in which `@` and some letters offer the people of that name; arrows choose, Enter takes, Escape closes. */
export function MentionTextarea({
  label,
  value,
  onChange,
  onSend,
  people,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSend: () => void;
  people: readonly { id: string; name: string; role: string }[];
}) {
  const list = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState(-1);
  const typed = beingMentioned(value, caret);
  const offered =
    typed === null || typed.at === closedAt
      ? []
      : people
          .filter(({ name }) => name.toLowerCase().includes(typed.text.toLowerCase()))
          .slice(0, MOST);
  const place = Math.min(chosen, offered.length - 1);
  const take = (name: string) => {
    const next = withMention(value, caret, name);
    onChange(next.text);
    setCaret(next.caret);
    setChosen(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return onSend();
    if (offered.length === 0) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setChosen((place + by + offered.length) % offered.length);
    else if (event.key === "Enter" || event.key === "Tab") take(offered[place]!.name);
    else if (event.key === "Escape") {
      setClosedAt(typed!.at);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="relative">
      <textarea
        ref={field}
        rows={3}
        maxLength={10_000}
        aria-label={label}
        placeholder={label}
        aria-haspopup="listbox"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offered.length > 0 ? `${list}-${place}` : undefined}
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
          setCaret(target.selectionStart);
          setChosen(0);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        className={cx(CONTROL_CLASS, "block w-full px-2.5 py-1.5")}
      />
      <ul
        id={list}
        role="listbox"
        aria-label="People"
        className={cx(
          POPUP_CLASS,
          "absolute bottom-full left-0 mb-1 w-full",
          offered.length === 0 && "hidden",
        )}
      >
        {offered.map(({ id, name, role }, index) => (
          <li
            key={id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === place}
            onMouseDown={(event) => {
              event.preventDefault();
              take(name);
            }}
            className={cx(
              "flex h-8 cursor-default items-center justify-between gap-2 rounded-sm px-2 text-sm",
              index === place && "bg-hover",
            )}
          >
            {name}
            <span className="text-muted text-xs">{role}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
