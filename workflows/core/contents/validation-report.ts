/** What Validate writes. */
export type ValidationReport = {
  ok: boolean;
  rows: number;
  kept: number;
  /** Rows set aside. */
  rejected: number;
  checks: ValidationCheck[];
};

export type ValidationCheck = {
  check: string;
  /** Several are parted by commas; none of a check of the whole table. */
  column?: string;
  severity: "error" | "warn";
  mostly: number;
  passed: boolean;
  /** Rows that fail; 0 or all of them for a check of the whole table. */
  failing: number;
  /** `failing` as a share of all rows. */
  fraction: number;
  message: string;
  examples: { row: number; value: string }[];
};
