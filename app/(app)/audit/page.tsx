import type { Metadata } from "next";
import { AuditPage } from "../../../components/audit/audit-page.tsx";

export const metadata: Metadata = { title: "Audit" };

interface Props {
  searchParams: Promise<{ entity?: string; entityId?: string }>;
}

export default async function Page({ searchParams }: Props) {
  const { entity, entityId } = await searchParams;
  return <AuditPage entity={entity} entityId={entityId} />;
}
