import type { Metadata } from "next";
import { TriggerPage } from "../../../../components/triggers/trigger-page.tsx";

export const metadata: Metadata = { title: "Trigger" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <TriggerPage id={decodeURIComponent(id)} />;
}
