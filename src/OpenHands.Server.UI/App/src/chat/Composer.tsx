import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Icon } from '../Icon';
import { store, useView } from '../session/store';
import { readPictures } from './pictures';
import { onSuggestion } from './suggestion';

/** Where the user writes. Enter sends, Shift and Enter begin a line. */
export function Composer() {
  const agentState = useView((view) => view.session.agentState);
  const connection = useView((view) => view.connection);
  const [text, setText] = useState('');
  const [images, setImages] = useState<string[]>([]);
  const [problem, setProblem] = useState('');
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  // Until the server has told the state, it may be that it has yet to start the session again.
  const isReplaying = useView((view) => view.session.replaying);
  const isReady = connection === 'open' && !isReplaying && agentState !== 'loading' && agentState !== 'awaiting_user_confirmation';

  useEffect(() => onSuggestion((suggestion) => {
    setText(suggestion);
    document.getElementById('composer')?.focus();
  }), []);

  const send = () => {
    const content = text.trim();
    if (!isReady || (!content && images.length === 0)) return;
    if (!store.say(content, images)) {
      setProblem('Not sent: the connection is gone. Your text is still here.');
      return;
    }
    setText('');
    setImages([]);
    setProblem('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter is its own.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const add = async (files: Iterable<File>) => {
    const { pictures, refused } = await readPictures(files);
    setImages((before) => [...before, ...pictures].slice(0, 8));
    setProblem(refused);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length > 0) void add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void add(event.dataTransfer.files);
  };

  return (
    <form className={`composer${isOver ? ' over' : ''}`} onSubmit={(event) => { event.preventDefault(); send(); }} onDrop={onDrop} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}>
      {images.length > 0 && (
        <div className="pictures">
          {images.map((image, index) => (
            <button key={index} type="button" className="thumb" aria-label={`Remove picture ${index + 1}`} onClick={() => setImages(images.filter((_, other) => other !== index))}>
              <img src={image} alt="" /><Icon name="close" size={12} />
            </button>
          ))}
        </div>
      )}
      <div className="composer-line">
        <button type="button" className="quiet" aria-label="Add pictures" title="Add pictures" onClick={() => picker.current?.click()}><Icon name="attach" /></button>
        <input ref={picker} type="file" accept="image/png,image/jpeg,image/gif,image/webp" multiple hidden onChange={(event) => { void add(event.target.files ?? []); event.target.value = ''; }} />
        <textarea id="composer" rows={1} value={text} aria-label="Message to the agent" onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} onPaste={onPaste}
          placeholder={agentState === 'awaiting_user_confirmation' ? 'Approve or reject the action first' : 'Tell the agent what to do'} />
        <button type="submit" className="primary round" aria-label="Send" title="Send (Enter)" disabled={!isReady || (!text.trim() && images.length === 0)}><Icon name="send" /></button>
      </div>
      {problem && <p className="lost" role="alert">{problem}</p>}
    </form>
  );
}
