import { useEffect, useState } from 'react';
import { useGo } from '../lib/navigate.ts';

/** Goes elsewhere, once per target: a target that changed while the router is on its way would start over without end. */
export function Redirect({ to }: { to: string }) {
  const go = useGo();
  useEffect(() => go(to, { replace: true }), [go, to]);
  return null;
}

/** To the sign-in screen, and after it back to where one wanted to be. */
export function RedirectToSignIn() {
  const [next] = useState(() => location.pathname + location.search);
  return <Redirect to={`/sign-in?next=${encodeURIComponent(next)}`} />;
}
