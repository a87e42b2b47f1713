import type { ReviewDocument } from "../../server/exports/pdf.ts";
import type { Evaluation, ModelInfo, ValidationReport } from "../evidence/types.ts";

/** A review to be printed; what the artifacts hold is as the steps wrote it. */
export type PrintedDocument = Omit<ReviewDocument, "evaluation" | "reports" | "info"> & {
  evaluation: Evaluation | null;
  reports: ValidationReport[];
  info: ModelInfo | null;
};
