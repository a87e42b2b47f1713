import type { Metadata } from "next";
import { DatasetsList } from "../../../components/datasets/datasets-list.tsx";

export const metadata: Metadata = { title: "Datasets" };

export default function Page() {
  return <DatasetsList />;
}
