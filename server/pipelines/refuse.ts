import { errorsOf, type Problem } from "../../workflows/core/problems.ts";
import { PenstockError } from "../errors.ts";

/** @throws PenstockError with the first problem that is an error, the step it is about, and all problems as details */
export function refuse(problems: readonly Problem[]): never {
  const [first, ...more] = errorsOf(problems);
  const where = first!.anchor.node === undefined ? "" : `'${first!.anchor.node}': `;
  throw new PenstockError(
    "bad-request",
    `${where}${first!.message}${more.length > 0 ? ` (and ${more.length} more)` : ""}`,
    { problems },
  );
}
