import { z } from "zod";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { page } from "../page.ts";

const datasetName = z
  .string()
  .regex(NAME_PATTERN, "A dataset's name has lower-case letters, digits and hyphens, 63 at most.");

export const listInput = z.strictObject(page);

/** Without a number: the newest version. */
export const getInput = z.strictObject({
  name: datasetName,
  number: z.int().min(1).optional(),
});

export const firstRowsInput = z.strictObject({ name: datasetName, number: z.int().min(1) });

/** What is left out stays as it is on a dataset that exists. */
const facts = {
  description: z.string().max(10_000).optional(),
  purpose: z.string().max(10_000).optional(),
  licence: z.string().max(1_000).optional(),
  classification: z.enum(["public", "internal", "confidential", "restricted"]).optional(),
  personalData: z.boolean().optional(),
};

export const describeInput = z.strictObject({ name: datasetName, ...facts });

export type DescribeInput = z.output<typeof describeInput>;

export const addInput = z.strictObject({
  name: datasetName,
  upload: z.strictObject({
    hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits"),
    fileName: z.string().min(1).max(200),
  }),
  ...facts,
});

export type AddInput = z.output<typeof addInput>;
