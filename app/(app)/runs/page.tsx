import type { Metadata } from "next";
import { RunsList } from "../../../components/runs/runs-list.tsx";

export const metadata: Metadata = { title: "Runs" };

export default function Page() {
  return <RunsList />;
}
