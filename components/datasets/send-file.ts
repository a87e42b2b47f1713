export interface Upload {
  hash: string;
  fileName: string;
  bytes: number;
}

/**
 * Sends a file to be kept, telling how much of it has gone (a fraction), until it is kept or `signal` ends it.
 * @throws Error with a sentence for people
 */
export function sendFile(
  file: File,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    // fetch does not tell how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const answer = request.response as (Upload & { error?: string }) | null;
      if (request.status === 200 && answer) resolve(answer);
      else reject(new Error(answer?.error ?? `The server refused the file (${request.status}).`));
    });
    request.addEventListener("error", () =>
      reject(new Error("The connection broke while the file was sent: try again.")),
    );
    request.addEventListener("abort", () => reject(new Error("The file was not sent to its end.")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
