import { z } from "zod";
import { NOTIFICATION_STATUSES } from "../../db/schema/notification-statuses.ts";
import { page } from "../page.ts";

export const listInput = z.strictObject({
  ...page,
  status: z.enum(NOTIFICATION_STATUSES).optional(),
});
export const byId = z.strictObject({ id: z.string().min(1) });
