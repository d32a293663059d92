import { useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from '../Icon';
import { Refusal } from '../session/api';
import { store } from '../session/store';
import { makeEditor, type TextEditor } from './codeMirror';
import { Empty } from './Empty';

/** One text file. It follows changes on disk as long as nothing here is unsaved. */
export default function Editor({ path, changes, onDownload, onClose }: { path: string; changes: number; onDownload: () => void; onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<TextEditor>(undefined);
  const [saved, setSaved] = useState<string>();
  const [isDirty, setDirty] = useState(false);
  const [message, setMessage] = useState<{ text: string; isBad: boolean }>();
  const [status, setStatus] = useState<number>();
  const savedText = useRef('');
  savedText.current = saved ?? '';

  const save = useCallback(async () => {
    const content = editor.current?.text() ?? '';
    try {
      await store.api.save(path, content);
      setSaved(content);
      setDirty(editor.current?.text() !== content);
      setMessage({ text: 'Saved.', isBad: false });
    } catch (error) {
      setMessage({ text: (error as Error).message, isBad: true });
    }
  }, [path]);

  useEffect(() => {
    if (isDirty) return;
    let isHere = true;
    store.api.read(path).then(
      (text) => { if (isHere) { setSaved(text); editor.current?.replace(text); } },
      (error: Error) => {
        if (!isHere) return;
        setMessage({ text: error.message, isBad: true });
        setStatus(error instanceof Refusal ? error.status : undefined);
      },
    );
    return () => { isHere = false; };
    // Not when it becomes clean: what was just saved is what is there.
  }, [path, changes]);

  const isLoaded = saved !== undefined;
  useEffect(() => {
    if (!isLoaded) return;
    const made = makeEditor(place.current!, path, savedText.current, {
      changed: (text) => { setDirty(text !== savedText.current); setMessage(undefined); },
      save: () => void save(),
    });
    editor.current = made;
    return () => {
      made.destroy();
      editor.current = undefined;
    };
  }, [path, isLoaded, save]);

  return (
    <div className="editor">
      <div className="toolbar">
        <span className="path" title={path}>{path}{isDirty && <span className="dirty" title="Not saved"> ●</span>}</span>
        {isLoaded && message && <span className={message.isBad ? 'lost' : 'hint'} role={message.isBad ? 'alert' : 'status'}>{message.text}</span>}
        <button type="button" className="quiet" aria-label="Download the open file" title="Download this file" onClick={onDownload}><Icon name="download" size={16} /></button>
        {isLoaded && <button type="button" className="primary small" disabled={!isDirty} onClick={() => void save()} title="Save (Ctrl S)">Save</button>}
        <button type="button" className="quiet" aria-label="Close the file" onClick={onClose}><Icon name="close" size={16} /></button>
      </div>
      {!isLoaded && message && <div className="unshown" role="alert"><Unshown status={status} reason={message.text} onDownload={onDownload} /></div>}
      <div className="code" ref={place} hidden={!isLoaded} />
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
