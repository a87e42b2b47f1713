/** A person as answers show one. */
export interface Person {
  id: string;
  name: string;
}
