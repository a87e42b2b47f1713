import { LogIn } from "lucide-react";
import { buttonClass } from "../ui/button-class.ts";

/** Leads to the OpenID provider and back to `next`. */
export function ProviderLink({ name, next }: { name: string; next?: string }) {
  const query = next ? `?${new URLSearchParams({ next }).toString()}` : "";
  return (
    <a href={`/api/sign-in/oidc${query}`} className={buttonClass("secondary", "md", "w-full")}>
      <LogIn aria-hidden />
      Sign in with {name}
    </a>
  );
}
