import { toast } from "../ui/toast.tsx";

/** Ends the session and leads to the sign-in page; tells where that did not work, and returns whether it did. */
export async function signOut(): Promise<boolean> {
  const response = await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  }).catch(() => null);
  if (response?.ok) {
    // A fresh page: nothing of this person stays in memory.
    window.location.assign("/sign-in");
    return true;
  }
  toast.error("You are still signed in", "The server did not answer: try again in a moment.");
  return false;
}
