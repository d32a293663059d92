import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Icon } from './Icon';

/** A window over the page. Escape, and a click beside it, close it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  // Before it is taken from the page: then it gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current!;
    if (!dialog.open) dialog.showModal();
    // Where one begins, instead of where one leaves.
    (dialog.querySelector<HTMLElement>('form input') ?? dialog).focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={element} tabIndex={-1} aria-label={title} onCancel={(event) => { event.preventDefault(); onClose(); }} onClick={(event) => { if (event.target === element.current) onClose(); }}>
      <div className="dialog">
        <header><h2>{title}</h2><button type="button" className="quiet" aria-label="Close" onClick={onClose}><Icon name="close" /></button></header>
        {children}
      </div>
    </dialog>
  );
}
