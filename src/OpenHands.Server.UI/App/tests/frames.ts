import { readFileSync } from 'node:fs';
import type { Frame } from '../src/state/frames';

interface Step {
  step: string;
  received: Frame[] | Frame;
}

/** What a server of 0.9.3 was recorded to send. */
export function recorded(step: string): Frame[] {
  const steps = JSON.parse(readFileSync(new URL('../../../../tests/vectors/server/websocket.json', import.meta.url), 'utf8')) as Step[];
  const found = steps.find((candidate) => candidate.step.startsWith(step));
  if (!found) throw new Error(`No step begins with '${step}'.`);
  return (Array.isArray(found.received) ? found.received : [found.received]).filter((frame) => typeof frame === 'object' && frame !== null);
}

export function vector<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${path}.json`, import.meta.url), 'utf8')) as T;
}

export const state = (name: string, id?: number): Frame => ({ ...(id === undefined ? {} : { id }), source: 'agent', observation: 'agent_state_changed', content: '', extras: { agent_state: name } });

export const run = (id: number, command: string, more: Frame = {}, source = 'agent'): Frame => ({ id, source, action: 'run', message: `Running command: ${command}`, args: { command, thought: '', is_confirmed: 'confirmed', ...more } });

export const ran = (id: number, cause: number, content: string, exitCode = 0, source = 'agent'): Frame => ({ id, source, cause, observation: 'run', content, extras: { command_id: -1, command: 'x', exit_code: exitCode } });

export const say = (id: number, content: string, source = 'agent'): Frame => ({ id, source, action: 'message', message: content, args: { content, images_urls: null, wait_for_response: false } });

export const output = (cause: number, offset: number, text: string): Frame => ({ extension: 'output', cause, offset, text });
