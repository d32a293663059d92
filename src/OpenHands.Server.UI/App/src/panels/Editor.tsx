import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { Icon } from '../Icon';
import type { OpenFile } from '../session/openFile';
import { visible } from '../state/visible';
import { openEditor } from './codeMirror';
import { Empty } from './Empty';
import { ChangedDialog } from './FileDialogs';
import { useFollowing } from './useFollowing';

/** One text file. It follows changes on disk as long as nothing here is unsaved. */
export default function Editor({ file, changes, onDownload, onClose }: { file: OpenFile; changes: number; onDownload: () => void; onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const { isLoaded, isDirty, isBehind, conflict, message, problem } = useSyncExternalStore(file.subscribe, file.snapshot);
  useFollowing(changes, () => file.refresh());
  // While it can still be asked where it is scrolled to.
  useLayoutEffect(() => isLoaded ? openEditor(place.current!, file) : undefined, [file, isLoaded]);

  const said = message ?? (problem ? { text: problem.text, isBad: true } : isBehind ? { text: 'Changed on disk', isBad: false } : undefined);
  return (
    <div className="editor">
      <div className="toolbar">
        <span className="path" title={visible(file.path)}>{visible(file.path)}{isDirty && <span className="dirty" title="Not saved"> ●</span>}</span>
        {isLoaded && said && <span className={said.isBad ? 'lost' : 'hint'} role={said.isBad ? 'alert' : 'status'}>{said.text}</span>}
        <button type="button" className="quiet" aria-label="Download the open file" title="Download this file" onClick={onDownload}><Icon name="download" size={16} /></button>
        {isLoaded && <button type="button" className="primary small" disabled={!isDirty} onClick={() => void file.save()} title="Save (Ctrl S)">Save</button>}
        <button type="button" className="quiet" aria-label="Close the file" onClick={onClose}><Icon name="close" size={16} /></button>
      </div>
      {!isLoaded && problem && <div className="unshown" role="alert"><Unshown status={problem.status} reason={problem.text} onDownload={onDownload} /></div>}
      <div className="code" ref={place} hidden={!isLoaded} />
      {conflict !== undefined && <ChangedDialog file={file} />}
    </div>
  );
}

/** A file that the editor cannot take, and why. */
function Unshown({ status, reason, onDownload }: { status?: number; reason: string; onDownload: () => void }) {
  const download = <button type="button" onClick={onDownload}><Icon name="download" size={16} />Download it</button>;
  switch (status) {
    case 415: return <Empty icon="file" title="This file is not text">Pictures, archives and programs cannot be edited here.<br />{download}</Empty>;
    case 413: return <Empty icon="file" title="This file is too large to edit">It can still be kept on your computer.<br />{download}</Empty>;
    default: return <Empty icon="warning" title="This file could not be opened">{reason}</Empty>;
  }
}
