/** What the user chose. The key is kept in memory only, unless the user asks otherwise. */
export interface Settings {
  /** Whether the user chose anything; if not, the server's own defaults hold. */
  chosen: boolean;
  model: string;
  baseUrl: string;
  apiKey: string;
  keepKey: boolean;
  agent: string;
  confirmation: boolean;
  analyzer: string;
}

const place = 'openhands.settings';

const defaults: Settings = { chosen: false, model: '', baseUrl: '', apiKey: '', keepKey: false, agent: '', confirmation: false, analyzer: '' };

export function loadSettings(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return defaults;
    const known = Object.entries(stored).filter(([key, value]) => key in defaults && typeof value === typeof defaults[key as keyof Settings]);
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

/** The frame that tells the server. Empty means: what the server does by itself. */
export function initializeFrame(settings: Settings): Record<string, unknown> {
  if (!settings.chosen) return { action: 'initialize', args: { LANGUAGE: 'en' } };
  return {
    action: 'initialize',
    args: {
      LLM_MODEL: settings.model, LLM_BASE_URL: settings.baseUrl, LLM_API_KEY: settings.apiKey, AGENT: settings.agent, LANGUAGE: 'en',
      CONFIRMATION_MODE: settings.confirmation, SECURITY_ANALYZER: settings.analyzer,
    },
  };
}
