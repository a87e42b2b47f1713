"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keepDraft, keptDraft } from "../shell/kept-draft.ts";
import { useTRPCClient } from "../trpc.tsx";
import { editText, editValue, type Edit, type Path } from "./policy-edits.ts";
import type { Document, Policy, Problem } from "./types.ts";

const CHECK_MS = 250;

export interface PolicyDraft {
  source: string;
  /** What the form shows: the text's document, or the last that could be read. */
  document: Document;
  problems: Problem[];
  /** Whether the text cannot be read, so that the form shows what it said before. */
  behind: boolean;
  /** Whether the newest text has been looked at. */
  checked: boolean;
  dirty: boolean;
  edit: (edit: Edit) => void;
  write: (source: string) => void;
  reset: () => void;
  /** What is wrong with the value at a path, as a sentence. */
  problemAt: (path: Path) => string | undefined;
  /** For the text editor: asks the server, once for each text. */
  check: (source: string) => Promise<Problem[]>;
}

/** What is changed and not saved, with the version it was begun from. */
export interface KeptPolicy {
  base: Policy;
  source: string;
  document: Document;
}

/** What a tier's editor begins with: where nothing is changed in it, a version that comes takes the place of the one before. */
export function baseOf(begun: Policy | null, inForce: Policy, kept: KeptPolicy | null): Policy {
  return begun === null || (begun.number !== inForce.number && kept === null) ? inForce : begun;
}

/** Under which a tier's changes are kept until they are saved. */
export const policyDraft = (tier: Policy["tier"]) => `policy/${tier}`;

/** A policy while it is written, as a text and as a form, which say the same at every keystroke that can be read. */
export function usePolicyDraft(base: Policy): PolicyDraft {
  const api = useTRPCClient();
  const key = policyDraft(base.tier);
  const [kept] = useState(() => {
    const found = keptDraft<KeptPolicy>(key);
    return found?.base.number === base.number ? found : null;
  });
  const [source, setSource] = useState(kept?.source ?? base.source);
  const [document, setDocument] = useState(kept?.document ?? base.document);
  const [found, setFound] = useState({
    source: base.source,
    problems: [] as Problem[],
    read: true,
  });
  const [typed, setTyped] = useState(kept !== null);
  useEffect(
    () => keepDraft(key, source === base.source ? null : { base, source, document }),
    [key, base, source, document],
  );

  const asked = useRef(new Map<string, ReturnType<typeof api.policies.check.mutate>>());
  const ask = useCallback(
    (text: string) => {
      const known = asked.current.get(text);
      if (known) return known;
      asked.current.clear();
      const answer = api.policies.check.mutate({ source: text });
      asked.current.set(text, answer);
      answer.catch(() => asked.current.delete(text));
      return answer;
    },
    [api],
  );

  useEffect(() => {
    if (found.source === source) return;
    let gone = false;
    const timer = setTimeout(() => {
      ask(source).then(
        ({ document: read, problems }) => {
          if (gone) return;
          setFound({ source, problems, read: read !== null });
          if (read && typed) setDocument(read);
        },
        // The next keystroke asks again, and saving says what is wrong.
        () => {},
      );
    }, CHECK_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [ask, found.source, source, typed]);

  const latest = useRef(source);
  const write = useCallback((text: string) => {
    setTyped(true);
    latest.current = text;
    setSource(text);
  }, []);
  const edit = useCallback((change: Edit) => {
    setTyped(false);
    latest.current = editText(latest.current, change);
    setSource(latest.current);
    setDocument((current) => editValue(current, change));
  }, []);
  const reset = useCallback(() => {
    setTyped(false);
    latest.current = base.source;
    setSource(base.source);
    setDocument(base.document);
    setFound({ source: base.source, problems: [], read: true });
  }, [base]);
  const check = useCallback(async (text: string) => (await ask(text)).problems, [ask]);
  const problemAt = useCallback(
    (path: Path) =>
      found.problems.find((problem) => problem.path.join("\0") === path.join("\0"))?.message,
    [found],
  );
  const checked = found.source === source;
  return useMemo(
    () => ({
      source,
      document,
      problems: found.problems,
      behind: typed && checked && !found.read,
      checked,
      dirty: source !== base.source,
      edit,
      write,
      reset,
      problemAt,
      check,
    }),
    [source, document, found, typed, checked, base.source, edit, write, reset, problemAt, check],
  );
}
