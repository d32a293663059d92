import { useRef, useState } from 'react';
import { Icon } from '../Icon';
import { lazily } from '../lazily';
import { store, useView } from '../session/store';
import { Empty } from './Empty';
import { FileTree } from './FileTree';
import { lastOf, saveAs } from './saveAs';

const Editor = lazily('The editor', () => import('./Editor'));

/** The workspace: its tree, one file open, files in and out. */
export function FilesPanel() {
  const token = useView((view) => view.session.token);
  const fileChanges = useView((view) => view.session.fileChanges);
  const isReady = useView((view) => view.session.agentState !== 'loading' && view.session.agentState !== 'error');
  const [open, setOpen] = useState('');
  const [generation, setGeneration] = useState(0);
  const [message, setMessage] = useState<{ text: string; isBad: boolean }>();
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const tell = (text: string, isBad = false) => setMessage({ text, isBad });

  const upload = async (files: File[]) => {
    if (files.length === 0) return;
    tell(`Uploading ${files.length === 1 ? files[0]!.name : `${files.length} files`}…`);
    try {
      const { uploaded_files: taken, skipped_files: skipped } = await store.api.upload(files);
      const refusals = skipped.map((file) => `${file.name} was refused: ${file.reason}.`);
      tell([taken.length > 0 ? `Uploaded ${taken.join(', ')}.` : '', ...refusals].filter(Boolean).join(' '), refusals.length > 0);
      setGeneration((before) => before + 1);
    } catch (error) {
      tell((error as Error).message, true);
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

  return (
    <div className={`files${isOver ? ' over' : ''}${open ? ' has-open' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void upload([...event.dataTransfer.files]); }}>
      <div className="tree">
        <div className="toolbar" role="toolbar" aria-label="Workspace">
          <button type="button" className="quiet" aria-label="Refresh" title="Refresh" onClick={() => setGeneration((before) => before + 1)}><Icon name="refresh" size={16} /></button>
          <button type="button" className="quiet" aria-label="Upload files" title="Upload files, or drop them here" onClick={() => picker.current?.click()}><Icon name="upload" size={16} /></button>
          <button type="button" className="quiet" aria-label="Download everything as a zip" title="Download everything as a zip" onClick={() => void download()}><Icon name="download" size={16} /></button>
          <input ref={picker} type="file" multiple hidden aria-label="Files to upload" onChange={(event) => { void upload([...(event.target.files ?? [])]); event.target.value = ''; }} />
        </div>
        {message && <p className={message.isBad ? 'lost' : 'hint'} role={message.isBad ? 'alert' : 'status'}>{message.text}</p>}
        <FileTree key={token} changes={fileChanges + generation} isReady={isReady} open={open} onOpen={setOpen} onDownload={(path) => void download(path)} />
      </div>
      <div className="editor-frame">
        {open
          ? <Editor key={`${token} ${open}`} path={open} changes={fileChanges} onDownload={() => void download(open)} onClose={() => setOpen('')} />
          : <Empty icon="files" title="No file is open">Open one to read or edit it. Drop files here to upload them.</Empty>}
      </div>
    </div>
  );
}
