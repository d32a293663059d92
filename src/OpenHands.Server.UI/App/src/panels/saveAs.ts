/** Hands the browser a file to keep. */
export function saveAs(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** A file's own name, of its path. */
export function lastOf(path: string): string {
  return path.replace(/\/$/, '').split('/').at(-1) ?? path;
}
