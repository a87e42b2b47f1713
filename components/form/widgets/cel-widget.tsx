"use client";
import type { CompletionContext } from "@codemirror/autocomplete";
import { CircleCheck, CircleDashed, CircleSlash, CircleX, TriangleAlert } from "lucide-react";
import { useCallback, useMemo } from "react";
import { completeCel } from "../cel/cel-completion.ts";
import { celResult, type CelResult } from "../cel/cel-result.ts";
import type { CelScope } from "../cel/cel-scope.ts";
import { GrowingCodeField } from "../code/code-field.tsx";
import { celProblems } from "../code/code-problems.ts";
import { useFormContext } from "../schema-form/form-context.tsx";
import { codeProps, type WidgetProps } from "./widget.ts";

const NOTHING: CelScope = { names: {}, values: {}, source: "" };

/** A condition in CEL, with what it gives for example values or those of the newest run. */
export function CelWidget(props: WidgetProps) {
  const { value, onChange } = props;
  const { celScope: scope = NOTHING } = useFormContext();
  const text = typeof value === "string" ? value : "";
  const result = useMemo(() => celResult(text, scope), [text, scope]);
  const complete = useCallback((at: CompletionContext) => completeCel(scope, at), [scope]);
  return (
    <GrowingCodeField
      {...codeProps(props)}
      language="cel"
      value={text}
      check={celProblems}
      complete={complete}
      below={scope !== NOTHING && <Result result={result} source={scope.source} />}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}

function Result({ result, source }: { result: CelResult; source: string }) {
  return (
    <p role="status" className="mt-1 flex gap-1.5 text-xs empty:hidden" data-testid="cel-result">
      <Words result={result} source={source} />
    </p>
  );
}

function Words({ result, source }: { result: CelResult; source: string }) {
  switch (result.kind) {
    case "none":
      return null;
    case "error":
      return (
        <>
          <CircleX aria-hidden className="text-danger mt-px size-3.5 shrink-0" />
          <span className="text-danger">{result.why}</span>
        </>
      );
    case "unknown":
      return (
        <>
          <CircleDashed aria-hidden className="text-muted mt-px size-3.5 shrink-0" />
          <span className="text-muted">{result.why}</span>
        </>
      );
    case "value": {
      const { holds, text } = result;
      const Icon = holds === null ? TriangleAlert : holds ? CircleCheck : CircleSlash;
      const colour = holds === null ? "text-warn" : holds ? "text-ok" : "text-muted";
      return (
        <>
          <Icon aria-hidden className={`mt-px size-3.5 shrink-0 ${colour}`} />
          <span className="min-w-0 break-words">
            → <span className="font-mono font-medium">{text}</span>
            <span className="text-muted">
              {holds === null && ", which is neither true nor false"}
              {source && ` with ${source}`}
            </span>
          </span>
        </>
      );
    }
  }
}
