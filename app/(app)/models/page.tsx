import type { Metadata } from "next";
import { ModelsList } from "../../../components/models/models-list.tsx";

export const metadata: Metadata = { title: "Models" };

export default function Page() {
  return <ModelsList />;
}
