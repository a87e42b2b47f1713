import type { Metadata } from "next";
import { TriggersList } from "../../../components/triggers/triggers-list.tsx";

export const metadata: Metadata = { title: "Triggers" };

export default function Page() {
  return <TriggersList />;
}
