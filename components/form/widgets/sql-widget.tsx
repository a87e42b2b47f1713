"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleX, Table2 } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useTRPC, useTRPCClient } from "../../trpc.tsx";
import type { CodeProblem } from "../code/code-problem.ts";
import { GrowingCodeField } from "../code/code-field.tsx";
import { fillForCheck } from "../code/fill-for-check.ts";
import { useFormContext, type KnownColumn } from "../schema-form/form-context.tsx";
import { codeProps, type WidgetProps } from "./widget.ts";

interface Answer {
  sql: string;
  problem: CodeProblem | null;
  columns: readonly KnownColumn[] | null;
}

const NO_TABLES = {};

/** A query: names are completed, and DuckDB says what is wrong with it, and what it gives, before anything runs. */
export function SqlWidget(props: WidgetProps) {
  const { value, onChange } = props;
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { tables = NO_TABLES, unknownTables = NONE, params = NO_TABLES } = useFormContext();
  const functions = useQuery(trpc.expressions.sqlFunctions.queryOptions(undefined, FOR_EVER));
  const [answer, setAnswer] = useState<Answer | null>(null);
  const text = typeof value === "string" ? value : "";
  // Columns that did not change must not look as if they had: the editor would check and load its language anew.
  const key = JSON.stringify([tables, unknownTables, params]);
  const asked = useMemo(
    () => JSON.parse(key) as [Record<string, KnownColumn[]>, string[], typeof params],
    [key],
  );
  const names = useMemo(
    () => ({ tables: asked[0], functions: functions.data?.items ?? [] }),
    [asked, functions.data],
  );
  const check = useCallback(
    async (sql: string): Promise<CodeProblem[]> => {
      if (sql.trim() === "") return [];
      const [known, unknown, declared] = asked;
      try {
        const { problem, columns } = await client.expressions.checkSql.mutate({
          sql: fillForCheck(sql, declared),
          tables: known as Parameters<typeof client.expressions.checkSql.mutate>[0]["tables"],
          unknown,
        });
        setAnswer({ sql, problem, columns });
        return problem ? [problem] : [];
      } catch {
        // No answer is no problem of the query; the compiler and the run have their own say.
        return [];
      }
    },
    [client, asked],
  );
  return (
    <GrowingCodeField
      {...codeProps(props)}
      language="sql"
      value={text}
      check={check}
      sqlNames={names}
      below={answer?.sql === text && <Below answer={answer} quiet={props.invalid} />}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}

const NONE: readonly string[] = [];
const FOR_EVER = { staleTime: Infinity };

function Below({ answer: { problem, columns }, quiet }: { answer: Answer; quiet: boolean }) {
  return (
    <div role="status" data-testid="sql-result">
      {problem && !quiet && (
        <p className="text-danger mt-1 flex gap-1.5 text-xs">
          <CircleX aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{problem.message}</span>
        </p>
      )}
      {columns && (
        <p className="mt-1 flex gap-1.5 text-xs" title={columns.map(({ name }) => name).join(", ")}>
          <Table2 aria-hidden className="text-muted mt-px size-3.5 shrink-0" />
          <span className="min-w-0 truncate">
            Gives {columns.length} {columns.length === 1 ? "column" : "columns"}
            <span className="text-muted">: {columns.map(({ name }) => name).join(", ")}</span>
          </span>
        </p>
      )}
    </div>
  );
}
