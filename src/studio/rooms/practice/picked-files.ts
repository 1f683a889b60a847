/** A file that the reader gave, with its path inside the folder that was dropped, if it was one. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** Files of an `<input type=file>`, with their folders where a folder was picked. */
export const fromInput = (files: Iterable<File>): readonly PickedFile[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })).filter(isVisible);

/** Files that were dropped, folders walked through. Must be called while the drop event lasts: its items die with it. */
export async function fromDrop(data: DataTransfer): Promise<readonly PickedFile[]> {
  // An item without an entry (a file that a program made) is still a file.
  const items = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  const walked = await Promise.all(
    items.map((item) => (item instanceof File ? [{ path: item.name, file: item }] : walk(item))),
  );
  return walked.flat().filter(isVisible);
}

async function walk(entry: FileSystemEntry): Promise<readonly PickedFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile)
    return [{ path, file: await new Promise<File>((yes, no) => (entry as FileSystemFileEntry).file(yes, no)) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: PickedFile[] = [];
  for (;;) {
    // A folder is read some hundred entries at a time, until it gives none.
    const some = await new Promise<FileSystemEntry[]>((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await walk(inner)));
  }
}

/** Not what systems leave in folders for themselves: .DS_Store, .git/… */
const isVisible = ({ path }: PickedFile) => !path.split("/").some((part) => part.startsWith("."));
