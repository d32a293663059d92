/** Frames as the server sends them (docs/protocol.md). Everything in them is data from strangers: read it only through these helpers. */
export type Frame = Record<string, unknown>;

export type AgentState =
  | 'loading' | 'init' | 'running' | 'awaiting_user_input' | 'paused' | 'stopped' | 'finished' | 'rejected' | 'error'
  | 'awaiting_user_confirmation' | 'user_confirmed' | 'user_rejected';

const agentStates: readonly string[] = [
  'loading', 'init', 'running', 'awaiting_user_input', 'paused', 'stopped', 'finished', 'rejected', 'error',
  'awaiting_user_confirmation', 'user_confirmed', 'user_rejected',
];

/** Whether an agent does nothing in that state that new settings would disturb. */
export function isAtRest(state: AgentState): boolean {
  return !['loading', 'running', 'awaiting_user_confirmation', 'user_confirmed', 'user_rejected'].includes(state);
}

export function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(frame: Frame, key: string): string {
  const value = frame[key];
  return typeof value === 'string' ? value : '';
}

export function number(frame: Frame, key: string): number | undefined {
  const value = frame[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function object(frame: Frame, key: string): Frame {
  const value = frame[key];
  return isFrame(value) ? value : {};
}

export function strings(frame: Frame, key: string): string[] {
  const value = frame[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The state that a frame tells; undefined for other frames and for states nobody knows. */
export function stateOf(frame: Frame): AgentState | undefined {
  if (frame.observation !== 'agent_state_changed') return undefined;
  const state = text(object(frame, 'extras'), 'agent_state');
  return agentStates.includes(state) ? (state as AgentState) : undefined;
}

/** When an event happened, in milliseconds. The wire's times are UTC and say no zone. */
export function timeOf(frame: Frame): number | undefined {
  const stamp = text(frame, 'timestamp');
  if (!stamp) return undefined;
  const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(stamp) ? stamp : `${stamp}Z`);
  return Number.isNaN(time) ? undefined : time;
}
