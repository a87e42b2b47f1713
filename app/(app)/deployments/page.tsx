import type { Metadata } from "next";
import { DeploymentsList } from "../../../components/deployments/deployments-list.tsx";

export const metadata: Metadata = { title: "Deployments" };

export default function Page() {
  return <DeploymentsList />;
}
