import { screenshotAddress, splitCell, splitCommand } from './content';
import { plain } from './escapes';
import { type Frame, number, object, strings, text, timeOf } from './frames';
import { type BrowserView, clip, limits, type Result } from './model';

/** What an observation says about the action that it answers. */
export function resultOf(frame: Frame): Result {
  const extras = object(frame, 'extras');
  const content = text(frame, 'content');
  const at = timeOf(frame);
  switch (frame.observation) {
    case 'run': {
      const exitCode = number(extras, 'exit_code') ?? 0;
      const status = text(extras, 'status') || undefined;
      return { ok: exitCode === 0, exitCode, status, text: clip(plain(splitCommand(content).output)), images: [], at };
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
