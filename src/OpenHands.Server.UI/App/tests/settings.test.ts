import { beforeEach, expect, it, vi } from 'vitest';
import { initializeFrame, loadSettings, saveSettings } from '../src/session/settings';

const stored = new Map<string, string>();
vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value) });
beforeEach(() => stored.clear());

const chosen = { ...loadSettings(), chosen: true, model: 'm', apiKey: 'sk-secret-1' };

it('keep no key that the user did not ask to keep', () => {
  saveSettings(chosen);

  expect([...stored.values()].join()).not.toContain('sk-secret-1');
  expect(loadSettings()).toEqual({ ...chosen, apiKey: '' });
});

it('keep the key when the user asks for it, and forget it when not any more', () => {
  saveSettings({ ...chosen, keepKey: true });
  expect(loadSettings().apiKey).toBe('sk-secret-1');

  saveSettings(chosen);
  expect([...stored.values()].join()).not.toContain('sk-secret-1');
});

it.each(['not json', '[]', 'null', '{"apiKey":7,"model":["x"],"wings":true}'])('survive what is stored: %s', (text) => {
  stored.set('openhands.settings', text);

  expect(loadSettings()).toMatchObject({ apiKey: '', model: '' });
  expect(loadSettings()).not.toHaveProperty('wings');
});

it('say nothing to the server before the user chose anything', () => {
  expect(initializeFrame(loadSettings())).toEqual({ action: 'initialize', args: { LANGUAGE: 'en' } });
  expect(initializeFrame(chosen).args).toMatchObject({ LLM_MODEL: 'm', LLM_API_KEY: 'sk-secret-1' });
});
