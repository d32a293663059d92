import { type DragEvent, useRef, useState } from 'react';
import { isFailedStart } from '../chat/StartUp';
import { Icon } from '../Icon';
import { lazily } from '../lazily';
import { drafts } from '../session/drafts';
import { sessionKeyOf } from '../session/known';
import { droppedFiles, hasFiles } from '../session/leaving';
import { OpenFile } from '../session/openFile';
import { store, useView } from '../session/store';
import { visible } from '../state/visible';
import { Empty } from './Empty';
import { UnsavedDialog } from './FileDialogs';
import { FileTree } from './FileTree';
import { lastOf, saveAs } from './saveAs';

const Editor = lazily('The editor', () => import('./Editor'));

/** The workspace of the session. Not of its token: each connection brings another one. */
export function FilesPanel() {
  const token = useView((view) => view.session.token);
  const session = sessionKeyOf(token);
  return <Workspace key={session} session={session} />;
}

/** Its tree, one file open, files in and out. */
function Workspace({ session }: { session: string }) {
  const fileChanges = useView((view) => view.session.fileChanges);
  const isReady = useView(({ session: { agentState, entries } }) => agentState !== 'loading' && !isFailedStart(agentState, entries));
  const [file, setFile] = useState(() => drafts.of(session).file);
  // What to open once it is said what becomes of what is unsaved; nothing, to close it.
  const [next, setNext] = useState<string>();
  const [generation, setGeneration] = useState(0);
  const [message, setMessage] = useState<{ text: string; isBad: boolean }>();
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const tell = (text: string, isBad = false) => setMessage({ text, isBad });

  const show = (path: string) => {
    const opened = path ? new OpenFile(path, () => store.api.bound()) : undefined;
    drafts.of(session).file = opened;
    setFile(opened);
    setNext(undefined);
  };
  const open = (path: string) => {
    if (path === file?.path) return;
    if (file?.snapshot().isDirty) setNext(path);
    else show(path);
  };
  const upload = async (files: File[], folders: string[] = []) => {
    const refusals = folders.map((name) => `${visible(name)} is a folder, which cannot be uploaded: drop the files in it, or a zip.`);
    if (files.length > 0) tell(`Uploading ${files.length === 1 ? files[0]!.name : `${files.length} files`}…`);
    try {
      const { uploaded_files: taken, skipped_files: skipped } = files.length > 0 ? await store.api.upload(files) : { uploaded_files: [], skipped_files: [] };
      refusals.push(...skipped.map((refused) => `${visible(refused.name)} was refused: ${refused.reason}.`));
      tell([taken.length > 0 ? `Uploaded ${taken.join(', ')}.` : '', ...refusals].filter(Boolean).join(' '), refusals.length > 0);
      setGeneration((before) => before + 1);
    } catch (error) {
      tell([(error as Error).message, ...refusals].join(' '), true);
    }
  };
  const download = async (path = '') => {
    try {
      tell(path ? `Fetching ${lastOf(path)}…` : 'Packing the workspace…');
      saveAs(path ? lastOf(path) : 'workspace.zip', await (path ? store.api.download(path) : store.api.zip()));
      setMessage(undefined);
    } catch (error) {
      tell((error as Error).message, true);
    }
  };
  const onDragOver = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    setOver(true);
  };
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    setOver(false);
    const { files, folders } = droppedFiles(event.dataTransfer);
    if (files.length + folders.length > 0) void upload(files, folders);
  };

  return (
    <div className={`files${isOver ? ' over' : ''}${file ? ' has-open' : ''}`} onDragOver={onDragOver} onDragLeave={() => setOver(false)} onDrop={onDrop}>
      <div className="tree">
        <div className="toolbar" role="toolbar" aria-label="Workspace">
          <button type="button" className="quiet" aria-label="Refresh" title="Refresh" onClick={() => setGeneration((before) => before + 1)}><Icon name="refresh" size={16} /></button>
          <button type="button" className="quiet" aria-label="Upload files" title="Upload files, or drop them here" onClick={() => picker.current?.click()}><Icon name="upload" size={16} /></button>
          <button type="button" className="quiet" aria-label="Download everything as a zip" title="Download everything as a zip" onClick={() => void download()}><Icon name="download" size={16} /></button>
          <input ref={picker} type="file" multiple hidden aria-label="Files to upload" onChange={(event) => { void upload([...(event.target.files ?? [])]); event.target.value = ''; }} />
        </div>
        {message && <p className={message.isBad ? 'lost' : 'hint'} role={message.isBad ? 'alert' : 'status'}>{message.text}</p>}
        <FileTree changes={fileChanges + generation} isReady={isReady} open={file?.path ?? ''} onOpen={open} onDownload={(path) => void download(path)} />
      </div>
      <div className="editor-frame">
        {file
          ? <Editor key={file.path} file={file} changes={fileChanges} onDownload={() => void download(file.path)} onClose={() => open('')} />
          : <Empty icon="files" title="No file is open">Open one to read or edit it. Drop files here to upload them.</Empty>}
      </div>
      {file && next !== undefined && <UnsavedDialog file={file} onClosed={() => show(next)} onKept={() => setNext(undefined)} />}
    </div>
  );
}
