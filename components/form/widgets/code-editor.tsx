"use client";
import { autocompletion, completionKeymap, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { sql } from "@codemirror/lang-sql";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  StreamLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintGutter, type Diagnostic } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useLayoutEffect, useRef } from "react";

type CodeLanguage = "sql" | "cel" | "yaml" | "json";

/** Where a text is wrong; positions count characters from 0, `to` is exclusive. */
export interface CodeProblem {
  from: number;
  to: number;
  message: string;
}

export interface CodeEditorProps {
  id?: string;
  label: string;
  language: CodeLanguage;
  value: string;
  onChange: (value: string) => void;
  /** Called while one types, after a short pause. */
  check?: (text: string) => CodeProblem[];
  placeholder?: string;
  describedBy?: string;
  invalid?: boolean;
  readOnly?: boolean;
  /** Fills its parent and shows line numbers, instead of growing with its text. */
  full?: boolean;
}

const cel = StreamLanguage.define<null>({
  name: "cel",
  token(stream) {
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?/)) return "number";
    if (stream.match(/^(?:true|false|null|in)\b/)) return "keyword";
    if (stream.match(/^(?:input|params|steps|run|item|index)\b/)) return "variableName.special";
    if (stream.match(/^[A-Za-z_]\w*(?=\()/)) return "variableName.function";
    if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
    stream.next();
    return "operator";
  },
});

const languages: Record<CodeLanguage, () => Extension> = {
  sql: () => sql(),
  yaml: () => yaml(),
  // JSON is YAML: one grammar less to load.
  json: () => yaml(),
  cel: () => cel,
};

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
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--color-selected)",
    color: "var(--color-fg)",
  },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font-sans)", fontSize: "12px" },
});

const FromOutside = Annotation.define<boolean>();

/** CodeMirror. Heavy: import it lazily (see code-field.tsx). */
export default function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const access = useRef(new Compartment());

  useEffect(() => {
    const { id, label, language, value, check, placeholder, full } = latest.current;
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          languages[language](),
          syntaxHighlighting(highlight),
          theme,
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          indentOnInput(),
          autocompletion(),
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
            ? linter((current) => diagnostics(current, latest.current.check), { delay: 250 })
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

  const { value, readOnly = false, describedBy, invalid = false } = props;
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: FromOutside.of(true),
    });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({
      effects: access.current.reconfigure([
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
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

function diagnostics(view: EditorView, check: CodeEditorProps["check"]): Diagnostic[] {
  const { doc } = view.state;
  return (check?.(doc.toString()) ?? []).map(({ from, to, message }) => {
    const start = Math.min(Math.max(from, 0), doc.length);
    return {
      from: start,
      to: Math.min(Math.max(to, start), doc.length),
      severity: "error",
      message,
    };
  });
}
