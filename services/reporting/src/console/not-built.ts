/** The page at `/` while there is no console to show. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Weir</title></head>
  <body>
    <h1>Weir is running</h1>
    <p>Its console is not built yet. In the folder of Weir:</p>
    <pre>npm run setup
npm start</pre>
    <p>The API works without it: <a href="/docs">what it offers</a>, <a href="/openapi.json">its description</a>,
      <a href="/healthz">its health</a>.</p>
  </body>
</html>
`
