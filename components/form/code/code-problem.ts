/** Where a text is wrong; positions count characters from 0, `to` is exclusive. */
export interface CodeProblem {
  from: number;
  to: number;
  message: string;
}
