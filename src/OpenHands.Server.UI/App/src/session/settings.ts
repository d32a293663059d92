import type { Frame } from '../state/frames';

/** What the user chose. The key is kept in memory only, unless the user asks otherwise. */
export interface Settings {
  /** Whether the user chose anything; if not, the server's own defaults hold. */
  chosen: boolean;
  model: string;
  baseUrl: string;
  apiKey: string;
  keepKey: boolean;
  agent: string;
  /** Whether the agent must ask; null for what the server is set up to. */
  confirmation: boolean | null;
  /** Which analyzer judges; empty for none, null for the one that the server is set up with. */
  analyzer: string | null;
}

const place = 'openhands.settings';

const defaults: Settings = { chosen: false, model: '', baseUrl: '', apiKey: '', keepKey: false, agent: '', confirmation: null, analyzer: null };
const names: readonly [string, keyof Settings][] = [
  ['LLM_MODEL', 'model'], ['LLM_BASE_URL', 'baseUrl'], ['LLM_API_KEY', 'apiKey'], ['AGENT', 'agent'], ['CONFIRMATION_MODE', 'confirmation'], ['SECURITY_ANALYZER', 'analyzer'],
];
const chosenOnes = { ...defaults, confirmation: false, analyzer: '' };

export function loadSettings(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return defaults;
    const known = Object.entries(stored).filter(([key, value]) => key in defaults && (typeof value === typeof chosenOnes[key as keyof Settings] || value === defaults[key as keyof Settings]));
    return { ...defaults, ...Object.fromEntries(known) };
  } catch {
    return defaults;
  }
}

export function saveSettings(settings: Settings): void {
  store(place, JSON.stringify(settings.keepKey ? settings : { ...settings, apiKey: '' }));
}

/** Browsers may refuse to store; the page works without. */
export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing is kept, then.
  }
}

/**
 * The frame that tells the server what is chosen. Before anything is, all is left out, and then a session keeps what it has; after that, what is left to the server is null: as it is set up. A session
 * that heard an earlier choice, from another connection or before a reload, would keep that one. The key is forgotten here by itself, so a session keeps the one it has, unless the user took it out
 * since the server heard it (`before`).
 */
export function initializeFrame(settings: Settings, before: Settings = settings): Frame {
  const args: Frame = { LANGUAGE: 'en' };
  for (const [name, key] of names) {
    const isOwn = (of: Settings) => !of.chosen || of[key] === defaults[key];
    if (!isOwn(settings)) args[name] = settings[key];
    else if (key === 'apiKey' ? !isOwn(before) : settings.chosen) args[name] = null;
  }
  return { action: 'initialize', args };
}
