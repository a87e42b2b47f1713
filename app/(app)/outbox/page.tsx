import type { Metadata } from "next";
import { OutboxList } from "../../../components/outbox/outbox-list.tsx";

export const metadata: Metadata = { title: "Deliveries" };

export default function Page() {
  return <OutboxList />;
}
