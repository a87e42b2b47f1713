/** The header in which a page finds the address that it is asked for at; set by us, whatever a request says. */
export const PATH_HEADER = "x-penstock-path";
