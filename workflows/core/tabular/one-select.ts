import { StepError } from "../step-error.ts";
import { refuseDoubles } from "./csv-dialect.ts";

/** The part of DuckDB's prepared statement that is looked at. */
interface Prepared {
  statementType: number;
  columnCount: number;
  columnName: (index: number) => string;
  destroySync: () => void;
}

interface Connection<Statement> {
  extractStatements: (
    sql: string,
  ) => Promise<{ count: number; prepare: (index: number) => Promise<Statement> }>;
}

/**
 * Binds the one query of a Transform step, without running it, and lends it with the names of what it gives. A closing
 * semicolon is left out of its text. `select` is DuckDB's number of that sort of statement.
 * @throws StepError `not-allowed` for several statements or another sort; what DuckDB throws for SQL that does not bind.
 */
export async function withOneSelect<Statement extends Prepared, Result>(
  connection: Connection<Statement>,
  sql: string,
  select: Statement["statementType"],
  use: (query: { text: string; prepared: Statement; names: string[] }) => Result,
): Promise<Result> {
  const text = sql.replace(/;\s*$/, "");
  const statements = await connection.extractStatements(text);
  if (statements.count !== 1)
    throw new StepError(
      "not-allowed",
      `Transform takes one SELECT, but this is ${statements.count} statements: use WITH for steps in between, or several Transform steps.`,
    );
  const prepared = await statements.prepare(0);
  try {
    if (prepared.statementType !== select)
      throw new StepError(
        "not-allowed",
        "Transform takes one SELECT, and this statement is another: write a query over input, input2 and input3.",
      );
    const names = Array.from({ length: prepared.columnCount }, (_, index) =>
      prepared.columnName(index),
    );
    refuseDoubles(names, "The SQL's result");
    return use({ text, prepared, names });
  } finally {
    prepared.destroySync();
  }
}
