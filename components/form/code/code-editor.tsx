"use client";
import {
  autocompletion,
  closeBrackets,
  closeCompletion,
  completionKeymap,
  type CompletionSource,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintGutter, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState, Prec, StateEffect } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  tooltips,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { CodeProblem } from "./code-problem.ts";
import { changeFromOutside, FromOutside } from "./from-outside.ts";
import { loadLanguage, type CodeLanguage, type SqlNames } from "./languages.ts";

export interface CodeEditorProps {
  id?: string;
  label: string;
  language: CodeLanguage;
  value: string;
  onChange: (value: string) => void;
  /** Called while one types, after a short pause; must keep its identity as long as its answers stay the same. */
  check?: (text: string) => readonly CodeProblem[] | Promise<readonly CodeProblem[]>;
  /** Names to complete in SQL. */
  sqlNames?: SqlNames;
  /** What is offered while one types, instead of what the language offers by itself. */
  complete?: CompletionSource;
  placeholder?: string;
  describedBy?: string;
  invalid?: boolean;
  readOnly?: boolean;
  /** Fills its parent and shows line numbers, instead of growing with its text. */
  full?: boolean;
}

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--color-port-model)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--color-ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--color-warn)" },
  { tag: tags.comment, color: "var(--color-muted)", fontStyle: "italic" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--color-accent)" },
  { tag: tags.special(tags.variableName), color: "var(--color-accent)" },
  { tag: tags.function(tags.variableName), color: "var(--color-port-split)" },
]);

const theme = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--color-fg)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--color-fg)", padding: "6px 0" },
  ".cm-line": { padding: "0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--color-fg)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--color-accent) 24%, transparent) !important",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--color-fg) 4%, transparent)" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--color-muted)",
    border: "none",
    paddingLeft: "4px",
  },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--color-fg)" },
  ".cm-placeholder": { color: "var(--color-muted)" },
  ".cm-tooltip": {
    backgroundColor: "var(--color-raised)",
    color: "var(--color-fg)",
    border: "1px solid var(--color-line)",
    borderRadius: "6px",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "12px",
    maxHeight: "16em",
    padding: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "8px",
    alignItems: "baseline",
    padding: "3px 8px",
    borderRadius: "4px",
  },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--color-accent)" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    paddingLeft: "16px",
    fontStyle: "normal",
    color: "var(--color-muted)",
    maxWidth: "22em",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  ".cm-tooltip.cm-completionInfo": {
    padding: "8px 10px",
    fontFamily: "var(--font-sans)",
    fontSize: "12px",
    lineHeight: "1.5",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--color-selected)",
    color: "var(--color-fg)",
  },
  ".cm-diagnosticSource": { fontFamily: "var(--font-mono)", color: "var(--color-muted)" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font-sans)", fontSize: "12px" },
});

const CHECK_MS = 250;

/** What is wrong depends on more than the text, and that has changed. */
const CheckAgain = StateEffect.define();

/** CodeMirror. Heavy: import it lazily (see code-field.tsx). */
export default function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const access = useRef(new Compartment());
  const grammar = useRef(new Compartment());

  useEffect(() => {
    const { id, label, value, check, placeholder, full, complete } = latest.current;
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          grammar.current.of([]),
          syntaxHighlighting(highlight),
          theme,
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          indentOnInput(),
          complete
            ? autocompletion({ override: [(at) => latest.current.complete?.(at) ?? null] })
            : autocompletion(),
          // Out of the panel's own scrolling, that nothing is cut off; a dialog keeps what belongs to it inside.
          tooltips({
            position: "fixed",
            parent: host.current!.closest<HTMLElement>("[role=dialog]") ?? document.body,
          }),
          // Escape that closes the list of completions closes no dialog around the editor.
          Prec.highest(keymap.of([{ key: "Escape", run: closeCompletion, stopPropagation: true }])),
          // Tab leaves a small field, as everywhere in a form; in the large editor it indents, and Escape frees it.
          keymap.of([
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...(full ? [indentWithTab] : []),
          ]),
          full ? [lineNumbers(), highlightActiveLine(), lintGutter()] : EditorView.lineWrapping,
          placeholder ? placeholderText(placeholder) : [],
          EditorView.contentAttributes.of({ "aria-label": label, ...(id ? { id } : {}) }),
          check
            ? linter((current) => diagnostics(current, latest.current.check), {
                delay: CHECK_MS,
                needsRefresh: ({ transactions }) =>
                  transactions.some(({ effects }) => effects.some((one) => one.is(CheckAgain))),
              })
            : [],
          access.current.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            if (update.transactions.some((change) => change.annotation(FromOutside))) return;
            latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  const {
    value,
    language,
    sqlNames,
    check,
    readOnly = false,
    describedBy,
    invalid = false,
  } = props;
  useEffect(() => {
    let gone = false;
    void loadLanguage(language, sqlNames).then((loaded) => {
      if (!gone) view.current?.dispatch({ effects: grammar.current.reconfigure(loaded) });
    });
    return () => {
      gone = true;
    };
  }, [language, sqlNames]);
  useEffect(() => {
    if (check) view.current?.dispatch({ effects: CheckAgain.of(null) });
  }, [check]);
  useEffect(() => {
    const editor = view.current;
    const change = editor && changeFromOutside(editor.state, value);
    if (change) editor.dispatch(change);
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({
      effects: access.current.reconfigure([
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
          // It can be focused as it is; said so, readers of the page know that what scrolls around it can be reached.
          tabindex: "0",
          ...(describedBy ? { "aria-describedby": describedBy } : {}),
          "aria-invalid": String(invalid),
        }),
      ]),
    });
  }, [readOnly, describedBy, invalid]);

  return (
    <div
      ref={host}
      className={props.full ? "pf-code-full" : "pf-code"}
      data-invalid={invalid || undefined}
    />
  );
}

async function diagnostics(
  view: EditorView,
  check: CodeEditorProps["check"],
): Promise<Diagnostic[]> {
  const { doc } = view.state;
  const problems = (await check?.(doc.toString())) ?? [];
  return problems.map(({ from, to, message, severity = "error", code }) => {
    const start = Math.min(Math.max(from, 0), doc.length);
    return {
      from: start,
      to: Math.min(Math.max(to, start), doc.length),
      severity,
      message,
      ...(code === undefined ? {} : { source: code }),
    };
  });
}
