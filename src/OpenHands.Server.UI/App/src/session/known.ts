import { drafts } from './drafts';
import { store } from './settings';

/** A session that this browser began, and can come back to. */
export interface KnownSession {
  id: string;
  token: string;
  title: string;
  used: number;
}

const place = 'openhands.sessions';
const most = 50;

export function knownSessions(): KnownSession[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isKnown).slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Remembers a session as the one that was used last. */
export function remember(token: string, title: string, now: number): void {
  const id = sessionIdOf(token);
  if (!id) return;
  const others = knownSessions();
  const before = others.find((session) => session.id === id);
  const session = { id, token, title: before?.title || title.slice(0, 80), used: now };
  store(place, JSON.stringify([session, ...others.filter((other) => other.id !== id)].slice(0, most)));
}

export function forget(id: string): void {
  drafts.drop(id);
  store(place, JSON.stringify(knownSessions().filter((session) => session.id !== id)));
}

/** The session that a token opens, for showing only: the server checks it. */
export function sessionIdOf(token: string): string {
  try {
    const payload = token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/');
    const claims: unknown = JSON.parse(atob(payload));
    return typeof claims === 'object' && claims !== null && 'sid' in claims && typeof claims.sid === 'string' ? claims.sid : '';
  } catch {
    return '';
  }
}

/** What is kept of a session is kept by this: the same for all of its tokens. */
export function sessionKeyOf(token: string): string {
  return sessionIdOf(token) || token;
}

function isKnown(value: unknown): value is KnownSession {
  const session = value as Partial<KnownSession> | null;
  return typeof session?.id === 'string' && typeof session.token === 'string' && typeof session.title === 'string' && typeof session.used === 'number';
}
