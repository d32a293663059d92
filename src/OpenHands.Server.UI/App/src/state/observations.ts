import { screenshotAddress, splitCell, splitCommand } from './content';
import { plain } from './escapes';
import { type Frame, number, object, strings, text, timeOf } from './frames';
import { type BrowserView, clip, limits, type Result, type Screen } from './model';

/** What an observation says about the action that it answers. */
export function resultOf(frame: Frame): Result {
  const extras = object(frame, 'extras');
  const content = text(frame, 'content');
  const at = timeOf(frame);
  switch (frame.observation) {
    case 'run': {
      const exitCode = number(extras, 'exit_code') ?? 0;
      const status = text(extras, 'status') || undefined;
      return { ok: exitCode === 0, exitCode, status, text: clip(plain(withoutNotice(splitCommand(content).output, status))), images: [], at };
    }
    case 'run_ipython': {
      const cell = splitCell(content);
      const status = text(extras, 'status') || undefined;
      return { ok: status === undefined, status, text: clip(plain(cell.text)), images: cell.images.slice(0, limits.images), at };
    }
    case 'browse': {
      const error = text(extras, 'last_browser_action_error');
      return { ok: !error && extras.error !== true, text: clip(plain(error || content)), images: [], at };
    }
    case 'error':
      return { ok: false, text: clip(plain(content || text(frame, 'message'))), images: [], at };
    case 'user_rejected':
      return { ok: false, status: 'rejected', text: '', images: [], at };
    default:
      return { ok: true, text: clip(plain(content || text(frame, 'message'))), images: [], at };
  }
}

// What it says to agents about a command that goes on, the page says with a badge and a line to answer in.
function withoutNotice(output: string, status: string | undefined): string {
  return status === 'running' || status === 'waiting_for_input' ? output.replace(/(^|\n)\[The command is [^\n]*\]\s*$/, '') : output;
}

/** The live picture of the browser; undefined when it is none. */
export function screenOf(frame: Frame): Screen | undefined {
  const image = text(frame, 'image');
  const picture = /^[A-Za-z0-9+/=]+$/.test(image) ? `data:image/jpeg;base64,${image}` : '';
  return picture ? { url: text(frame, 'url'), picture } : undefined;
}

export function browserViewOf(frame: Frame): BrowserView {
  const extras = object(frame, 'extras');
  return {
    url: text(extras, 'url'),
    screenshot: screenshotAddress(text(extras, 'screenshot')),
    error: clip(plain(text(extras, 'last_browser_action_error')), 2_000),
    tabs: strings(extras, 'open_pages_urls').slice(0, 30),
    activeTab: number(extras, 'active_page_index') ?? 0,
  };
}
