/** A guard that some servers put before JSON, so that no page can run it as a script. */
const guard = /^(\)\]\}'?,?|for\s*\(;;\);|while\s*\(1\);)/;

/** A call around it, as Google's charts and JSONP have it: `google.visualization.Query.setResponse({...});`. */
const call = /^[A-Za-z_$][\w$.]*\s*\(([\s\S]*)\)\s*;?\s*$/;

/** The JSON of an answer, without what may stand before or around it: a byte-order mark, comments, a guard, a call. */
export function bareJson(text: string): string {
  let rest = text;
  for (;;) {
    const shorter = rest
      .replace(/^[\uFEFF\s]+/, '')
      .replace(/^\/\*[\s\S]*?\*\//, '')
      .replace(/^\/\/[^\n]*(\n|$)/, '')
      .replace(guard, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  return call.exec(rest)?.[1] ?? rest;
}

/** Whether what begins like this is meant as JSON. */
export function isJson(start: string): boolean {
  const bare = bareJson(start);
  return /^[[{]\s*["[{\]}]/.test(bare) || /^[A-Za-z_$][\w$.]*\(\s*[[{]/.test(bare);
}
