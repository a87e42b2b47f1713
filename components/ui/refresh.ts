/** How often a page of what others change is read again, in milliseconds. */
export const REFRESH = 5_000;
