import { z } from "zod";
import { PenstockError } from "../errors.ts";
import { page } from "../page.ts";

const word = z.string().min(1).max(200).optional();

/** What narrows the record down; all that is given must hold. */
const filterFields = {
  /** A person's id. */
  actor: word,
  role: word,
  /** How an action begins: `review.`, `review.decide`. */
  action: word,
  entity: word,
  entityId: word,
  /** Words of the reason; the last one may be a beginning. */
  text: word,
  /** From where, as it was written down. */
  source: word,
  from: z.iso.datetime({ offset: true }).optional(),
  /** Up to, and not at. */
  to: z.iso.datetime({ offset: true }).optional(),
};

const filters = z.strictObject(filterFields);

export const listInput = z.strictObject({ ...page, ...filterFields });

export type AuditFilters = z.infer<typeof filters>;

/**
 * The filters in an address's query.
 * @throws PenstockError `bad-request` for one that does not exist or does not fit
 */
export function filtersOf(query: URLSearchParams): AuditFilters {
  const parsed = filters.safeParse(
    Object.fromEntries([...query].filter(([, value]) => value !== "")),
  );
  if (!parsed.success) throw new PenstockError("bad-request", z.prettifyError(parsed.error));
  return parsed.data;
}
