/** The HTTP interface (docs/server.md). Every failure is an Error whose message is for the user. */
export interface UploadAnswer {
  uploaded_files: string[];
  skipped_files: { name: string; reason: string }[];
}

/** A refusal of the server. */
export class Refusal extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

export class Api {
  constructor(private readonly token: () => string) {}

  /** For several requests that belong together: to the session that is open now, whatever is opened meanwhile. */
  bound(): Api {
    const token = this.token();
    return new Api(() => token);
  }

  list(path = ''): Promise<string[]> {
    return this.json<string[]>(`/api/list-files${path ? `?path=${encodeURIComponent(path)}` : ''}`);
  }

  async read(path: string): Promise<string> {
    return (await this.json<{ code: string }>(`/api/select-file?file=${encodeURIComponent(path)}`)).code;
  }

  async save(path: string, content: string): Promise<void> {
    await this.json('/api/save-file', posted({ filePath: path, content }));
  }

  async upload(files: readonly File[]): Promise<UploadAnswer> {
    const form = new FormData();
    for (const file of files) form.append('files', file, file.name);
    const answer = await this.fetch('/api/upload-files', { method: 'POST', body: form });
    const body: unknown = await answer.json().catch(() => undefined);
    // Also when none was taken: the body says why, for each.
    if (isUploadAnswer(body) && (answer.ok || body.skipped_files.length > 0)) return body;
    throw new Error(messageOf(body, answer.status));
  }

  async zip(): Promise<Blob> {
    return this.blob('/api/zip-directory');
  }

  async download(path: string): Promise<Blob> {
    return this.blob(`/api/download-file?file=${encodeURIComponent(path)}`);
  }

  options(kind: 'models' | 'agents' | 'security-analyzers'): Promise<string[]> {
    return this.json<string[]>(`/api/options/${kind}`);
  }

  async deleteSession(token: string): Promise<void> {
    const answer = await this.fetch('/api/session', { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
    if (!answer.ok && answer.status !== 404 && answer.status !== 401) throw new Error(messageOf(await answer.json().catch(() => undefined), answer.status));
  }

  async policy(): Promise<string> {
    return (await this.json<{ policy: string }>('/api/security/policy')).policy;
  }

  async savePolicy(policy: string): Promise<void> {
    await this.json('/api/security/policy', posted({ policy }));
  }

  /** From which risk on an action waits for the user. */
  async severity(): Promise<number> {
    return (await this.json<{ RISK_SEVERITY: number }>('/api/security/settings')).RISK_SEVERITY;
  }

  async saveSeverity(severity: number): Promise<void> {
    await this.json('/api/security/settings', posted({ RISK_SEVERITY: severity }));
  }

  async trace(): Promise<Blob> {
    return this.blob('/api/security/export-trace');
  }

  private async blob(address: string): Promise<Blob> {
    const answer = await this.fetch(address);
    if (!answer.ok) throw new Refusal(messageOf(await answer.json().catch(() => undefined), answer.status), answer.status);
    return answer.blob();
  }

  private async json<T>(address: string, init?: RequestInit): Promise<T> {
    const answer = await this.fetch(address, init);
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw new Refusal(messageOf(body, answer.status), answer.status);
    return body as T;
  }

  private async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const token = this.token();
    try {
      return await fetch(address, { ...init, headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...init.headers } });
    } catch {
      throw new Error('The server does not answer. It may have been stopped.');
    }
  }
}

function posted(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function isUploadAnswer(body: unknown): body is UploadAnswer {
  const answer = body as Partial<UploadAnswer> | undefined | null;
  return Array.isArray(answer?.uploaded_files) && Array.isArray(answer.skipped_files);
}

function messageOf(body: unknown, status: number): string {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof fields.error === 'string') return fields.error;
  if (typeof fields.detail === 'string') return fields.detail;
  switch (status) {
    case 401: return 'The session has ended or its token is too old. Begin a new session.';
    case 403: return 'The server does not allow that now.';
    case 404: return 'There is no such thing on the server.';
    case 413: return 'That is too large for the server.';
    default: return `The server answered with status ${status}.`;
  }
}
