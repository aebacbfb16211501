/** Stands alone: its hash goes into the page's Content-Security-Policy. */
export const consoleStyle = `
:root { color-scheme: light dark; --ink: #16202c; --soft: #5b6877; --paper: #f6f7f9; --card: #fff; --line: #dfe4ea; --mark: #c2410c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf3; --soft: #97a4b3; --paper: #10161d; --card: #18212b; --line: #2a3644; --mark: #fb923c; }
}
* { box-sizing: border-box; margin: 0; }
body { font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); padding: 4rem 1.5rem; }
main { max-width: 46rem; margin: 0 auto; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
h1 span { color: var(--mark); }
h2 { font-size: 0.8rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft); margin-bottom: 0.75rem; }
p, li { color: var(--soft); }
p strong, li strong { color: var(--ink); font-weight: 600; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1.25rem 1.5rem; }
ul { padding-left: 1.2rem; margin-bottom: 0.75rem; }
pre { font: 0.85rem/1.7 ui-monospace, monospace; background: var(--paper); border-radius: 0.5rem; padding: 0.75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre + pre { margin-top: 0.5rem; }
code { font-family: ui-monospace, monospace; color: var(--ink); }
footer { color: var(--soft); font-size: 0.85rem; }
`;

/** The placeholder of the console. */
export function consolePage(endpoint: string, version: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lambent</title>
<style>${consoleStyle}</style>
</head>
<body>
<main>
<header>
<h1><span>Lambent</span> is running</h1>
<p>AWS Lambda and Amazon API Gateway on this machine, at <code>${escaped(endpoint)}</code>.</p>
</header>
<section>
<h2>Try next</h2>
<pre>${escaped(environmentLine(endpoint))}</pre>
<pre>aws lambda list-functions</pre>
<pre>npm run lambent -- doctor</pre>
</section>
<section>
<h2>What works today</h2>
<ul>
<li><strong>Lambda</strong>: Node.js and Python functions from a zip, kept over restarts, invoked by name</li>
<li><strong>API Gateway</strong>: REST APIs with Lambda proxy and mock integrations, deployed to stages</li>
<li><strong>Logs</strong>: what functions print, with <code>npm run lambent -- logs NAME --follow</code></li>
</ul>
<p>An operation that is not there yet answers <code>NotImplementedException</code> and names itself; the list is in <code>docs/COVERAGE.md</code>.</p>
</section>
<section>
<h2>This page</h2>
<p>It is a placeholder: the console that manages functions, APIs and logs comes with a later version. <code>/_lambent/health</code> is for scripts.</p>
</section>
<footer>Lambent ${escaped(version)}</footer>
</main>
</body>
</html>
`;
}

function environmentLine(endpoint: string): string {
  return `export AWS_ENDPOINT_URL=${endpoint} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
