/** Whether a queue can be called so: in one word, as a command line and a limit name it. */
export function isQueueName(name: string): boolean {
  return /^\S{1,200}$/.test(name);
}
