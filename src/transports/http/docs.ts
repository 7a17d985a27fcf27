/** The page at /docs: Swagger UI from the installed package, without a line of script in the page or a host elsewhere. */
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { addRoute } from './route.ts'

/**
 * The package's plugin is not loaded, only its files are served: it would bring its own routes and a page whose policy
 * allows more, and cost every start of the server a good part of the time that reading a model takes.
 */
const FOLDER = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static')

const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Addresses are relative, so that the page works behind a proxy that adds a prefix. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Brine</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`

const START = `SwaggerUIBundle({
  url: new URL('openapi.json', document.baseURI).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
})
`

export function addDocs(app: FastifyInstance): void {
  addRoute(app, 'GET', '/docs', (_, reply) =>
    reply.headers({ ...HEADERS, 'content-type': 'text/html; charset=utf-8' }).send(PAGE),
  )
  addRoute(app, 'GET', '/docs/start.js', (_, reply) =>
    reply.headers({ ...HEADERS, 'content-type': 'text/javascript; charset=utf-8' }).send(START),
  )
  for (const [file, type] of Object.entries(FILES)) {
    addRoute(app, 'GET', `/docs/${file}`, (_, reply) =>
      reply
        .headers({ ...HEADERS, 'content-type': type, 'cache-control': 'public, max-age=3600' })
        .send(createReadStream(join(FOLDER, file))),
    )
  }
}
