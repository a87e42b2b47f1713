/** JSON columns whose shape another folder defines; the database keeps them as they are. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };
export type JsonRecord = { [key: string]: JsonValue };

/** A `penstock/v1` document; checked before it is stored. */
export type PipelineDocument = { apiVersion: string; name: string; nodes: unknown[] } & Record<
  string,
  unknown
>;
