import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import type { ValidationReport } from "../../workflows/core/contents/validation-report.ts";
import type { ReviewDocument } from "../../server/exports/pdf.ts";

/** A review to be printed; what the artifacts hold is as the steps wrote it. */
export type PrintedDocument = Omit<ReviewDocument, "evaluation" | "reports" | "info"> & {
  evaluation: Evaluation | null;
  reports: ValidationReport[];
  info: ModelInfo | null;
};
