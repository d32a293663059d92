/** The number by which the server lets this page's own style sheets in. */
export const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';

/** The terminal and the editor make style sheets while they run. The policy lets in those with the number only, and they cannot be told it otherwise. */
export function allowOwnStyles(): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
