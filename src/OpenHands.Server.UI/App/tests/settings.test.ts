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
  expect(initializeFrame({ ...loadSettings(), model: 'm' })).toEqual({ action: 'initialize', args: { LANGUAGE: 'en' } });
});

it('say what is chosen, and that the rest is as the server is set up, whatever it heard before', () => {
  expect(initializeFrame(chosen)).toEqual({
    action: 'initialize',
    args: { LANGUAGE: 'en', LLM_MODEL: 'm', LLM_BASE_URL: null, LLM_API_KEY: 'sk-secret-1', AGENT: null, CONFIRMATION_MODE: null, SECURITY_ANALYZER: null },
  });
  expect(initializeFrame({ ...chosen, confirmation: false, analyzer: '' }).args).toMatchObject({ CONFIRMATION_MODE: false, SECURITY_ANALYZER: '' });
});

it('say what is chosen no more', () => {
  const before = { ...chosen, confirmation: true, analyzer: 'rules' };

  expect(initializeFrame({ ...chosen, model: '', confirmation: null, analyzer: null }, before).args).toEqual({
    LANGUAGE: 'en', LLM_API_KEY: 'sk-secret-1', LLM_MODEL: null, LLM_BASE_URL: null, AGENT: null, CONFIRMATION_MODE: null, SECURITY_ANALYZER: null,
  });
});

it('leave a session its key, which is forgotten here by itself, until the user takes it out', () => {
  const without = { ...chosen, apiKey: '' };

  expect(initializeFrame(without).args).not.toHaveProperty('LLM_API_KEY');
  expect(initializeFrame(without, chosen).args).toMatchObject({ LLM_API_KEY: null });
});

it.each([[true, 'rules'], [false, ''], [null, null]])('are found again as they were: %s, %s', (confirmation, analyzer) => {
  saveSettings({ ...chosen, confirmation, analyzer });

  expect(loadSettings()).toMatchObject({ confirmation, analyzer });
});
