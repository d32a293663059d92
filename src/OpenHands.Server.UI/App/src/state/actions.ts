import { type Frame, number, object, strings, text, timeOf } from './frames';
import { type ActionEntry, clip, type Confirmation, type Entry, limits, type MessageEntry, type Risk } from './model';

/** Turns an action into what the timeline shows of it; undefined for what it does not show. What it does is there whole: `kept` shortens it. */
export function entryOf(frame: Frame, key: number): Entry | undefined {
  const action = text(frame, 'action');
  const args = object(frame, 'args');
  const who = frame.source === 'user' ? 'user' : 'agent';
  const base = { key, id: number(frame, 'id'), at: timeOf(frame) };
  const message = (content: string, images: string[] = []): MessageEntry => ({ ...base, kind: 'message', who, text: clip(content), images: pictures(images) });

  switch (action) {
    case 'null':
    case 'summarize':
      return undefined;
    case 'message':
      return message(text(args, 'content'), strings(args, 'images_urls'));
    case 'change_agent_state':
      return undefined;
    case 'finish':
    case 'reject':
    case 'delegate':
      return message(text(args, 'thought') || text(frame, 'message') || (action === 'finish' ? 'Done.' : action));
    case 'add_task':
      return { ...base, kind: 'note', tone: 'info', text: `New task: ${text(args, 'goal')}` };
    case 'modify_task':
      return { ...base, kind: 'note', tone: 'info', text: `Task ${text(args, 'task_id')} is ${text(args, 'state').replace('_', ' ')}` };
    default:
      return {
        ...base, kind: 'action', who, action: action === 'run' && args.is_input === true ? 'input' : action, subject: subjectOf(action, args, frame),
        thought: clip(text(args, 'thought')), body: text(args, 'content'), detail: detailOf(action, args),
        risk: riskOf(args), confirmation: confirmationOf(args), live: '', streamed: 0,
      } satisfies ActionEntry;
  }
}

/** An entry as it is kept: what waits for the user is shown whole, or is known to be cut; the rest keeps its beginning and its end. */
export function kept(entry: Entry): Entry {
  if (entry.kind !== 'action') return entry;
  const isAsked = entry.confirmation === 'awaiting';
  const most = isAsked ? limits.asked : limits.text;
  if (!told.some((part) => entry[part].length > most)) return entry;
  return { ...entry, subject: clip(entry.subject, most), body: clip(entry.body, most), detail: clip(entry.detail, most), isCut: isAsked };
}

/** Whether an action, whole, is the one that is kept because the user was asked. */
export function isSame(asked: ActionEntry, action: ActionEntry): boolean {
  return asked.action === action.action && told.every((part) => asked[part] === clip(action[part], limits.asked));
}

const told = ['subject', 'body', 'detail'] as const;

/** Only pictures that are data; others would be fetched from somewhere. */
export function pictures(addresses: readonly string[]): string[] {
  return addresses.filter((address) => /^data:image\/(png|jpeg|gif|webp);base64,/.test(address)).slice(0, 20);
}

function subjectOf(action: string, args: Frame, frame: Frame): string {
  switch (action) {
    case 'run': return text(args, 'command');
    case 'run_ipython': return text(args, 'code');
    case 'browse': return text(args, 'url');
    case 'browse_interactive': return text(args, 'browser_actions');
    case 'read':
    case 'write': return text(args, 'path');
    default: return text(frame, 'message') || JSON.stringify(args, null, 2);
  }
}

// What else it does that the subject does not say.
function detailOf(action: string, args: Frame): string {
  if (action === 'run_ipython') return text(args, 'kernel_init_code');
  if (action !== 'write') return '';
  const from = number(args, 'start') ?? 0;
  const to = number(args, 'end') ?? -1;
  if (from === 0 && to === -1) return '';
  if (from === to) return `Inserted before line ${from + 1}; the rest of the file stays.`;
  return `In place of lines ${from + 1} to ${to === -1 ? 'the last' : to}; the rest of the file stays.`;
}

function riskOf(args: Frame): Risk | undefined {
  const risk = number(args, 'security_risk');
  return risk === -1 || risk === 0 || risk === 1 || risk === 2 ? risk : undefined;
}

function confirmationOf(args: Frame): Confirmation {
  switch (args.is_confirmed ?? args.confirmation_state) {
    case 'awaiting_confirmation': return 'awaiting';
    case 'rejected': return 'rejected';
    default: return 'none';
  }
}
