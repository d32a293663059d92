/** Keeps the browser from leaving the page where nobody meant it to: with unsaved work, or because a file was dropped where nothing takes it. */
export function stayHere(isUnsaved: () => boolean): void {
  addEventListener('beforeunload', (event) => { if (isUnsaved()) event.preventDefault(); });
  addEventListener('dragover', (event) => {
    if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
  addEventListener('drop', (event) => { if (hasFiles(event.dataTransfer)) event.preventDefault(); });
}

/** Whether files are dragged, rather than text. */
export function hasFiles(data: DataTransfer | null): data is DataTransfer {
  return data?.types.includes('Files') === true;
}

/** What was dropped. Folders look like files, and cannot be read as such. Only while the event is handled. */
export function droppedFiles(data: DataTransfer): { files: File[]; folders: string[] } {
  const folders = new Set([...data.items].map((item) => item.kind === 'file' ? item.webkitGetAsEntry() : null).filter((entry) => entry?.isDirectory).map((entry) => entry!.name));
  return { files: [...data.files].filter((file) => !folders.has(file.name)), folders: [...folders] };
}
