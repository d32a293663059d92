import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Dialog } from '../Dialog';
import type { OpenFile } from '../session/openFile';
import { visible } from '../state/visible';
import { lastOf } from './saveAs';

/** Asks what becomes of unsaved text before its file is closed. */
export function UnsavedDialog({ file, onClosed, onKept }: { file: OpenFile; onClosed: () => void; onKept: () => void }) {
  const save = async () => {
    if (await file.save()) onClosed();
    else onKept();
  };
  return (
    <Question title={`Save ${visible(lastOf(file.path))}?`} onClose={onKept}>
      <p>What you changed in it is not saved.</p>
      <div className="buttons">
        <button type="button" className="danger" onClick={onClosed}>Discard</button>
        <button type="button" onClick={onKept}>Keep editing</button>
        <button type="button" className="primary" onClick={() => void save()}>Save</button>
      </div>
    </Question>
  );
}

/** Asks which text holds, when a file was changed both here and on disk. */
export function ChangedDialog({ file }: { file: OpenFile }) {
  return (
    <Question title={`${visible(lastOf(file.path))} has changed on disk`} onClose={() => file.decideLater()}>
      <p>The agent, or a command, has written to it since you began to change it. Only one of the two texts can stay. If you take the one on disk, undoing in the editor brings yours back.</p>
      <div className="buttons">
        <button type="button" className="danger" onClick={() => void file.overwrite()}>Overwrite it with mine</button>
        <button type="button" onClick={() => file.takeOther()}>Take the one on disk</button>
        <button type="button" onClick={() => file.decideLater()}>Cancel</button>
      </div>
    </Question>
  );
}

// In the page itself: on a narrow screen the panel may be out of sight, and a question with it.
function Question({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return createPortal(<Dialog title={title} onClose={onClose}>{children}</Dialog>, document.body);
}
