import { useState } from 'react';
import { Dialog } from '../Dialog';
import { Icon } from '../Icon';
import { forget, knownSessions, type KnownSession, sessionIdOf } from './known';
import { dayAndTime } from '../words';
import { store, useView } from './store';

/** The sessions that this browser began. Others cannot be opened: their tokens are elsewhere. */
export function SessionsDialog({ onClose }: { onClose: () => void }) {
  const token = useView((view) => view.session.token);
  const [sessions, setSessions] = useState(knownSessions);
  const [problem, setProblem] = useState('');
  const [asked, setAsked] = useState('');
  const current = sessionIdOf(token);
  const open = (token: string) => {
    store.open(token);
    onClose();
  };
  const remove = async (known: KnownSession) => {
    if (asked !== known.id) {
      setAsked(known.id);
      return;
    }
    try {
      await store.api.deleteSession(known.token);
      forget(known.id);
      setSessions(knownSessions());
      if (known.id === current) store.open('');
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Dialog title="Sessions" onClose={onClose}>
      <button type="button" className="primary wide" onClick={() => open('')}><Icon name="plus" size={16} />New session</button>
      {problem && <p className="lost" role="alert">{problem}</p>}
      {sessions.length === 0 && <p className="hint">There is none yet. Sessions that you begin in this browser are listed here.</p>}
      <ul className="sessions">
        {sessions.map((known) => (
          <li key={known.id} className={known.id === current ? 'current' : ''}>
            <button type="button" className="session" onClick={() => open(known.token)} disabled={known.id === current}>
              <span>{known.title || 'Without a task yet'}</span>
              <small>{known.id === current ? 'Open now' : `Last used ${dayAndTime(known.used)}`} · {known.id.slice(0, 8)}</small>
            </button>
            <button type="button" className={asked === known.id ? 'danger' : 'quiet'} aria-label={`${asked === known.id ? 'Delete for good:' : 'Delete session'} ${known.title || known.id.slice(0, 8)}`} onClick={() => void remove(known)}>
              {asked === known.id ? 'Delete for good' : <Icon name="close" size={16} />}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
