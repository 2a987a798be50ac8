const key = 'tidings-workspace';

/** The workspace that was open last on this device; where storage is switched off, none. */
export const lastWorkspace = {
  get(): string | undefined {
    try {
      return localStorage.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(slug: string): void {
    try {
      localStorage.setItem(key, slug);
    } catch {
      // Remembering is a convenience; without storage the first workspace opens.
    }
  },
};
