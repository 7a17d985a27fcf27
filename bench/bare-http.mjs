/** The floor: node:http that parses the same body, adds up its numbers, and writes an answer of the same shape. */
import { createServer } from 'node:http'

const port = Number(process.argv[2])

createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const { instances } = JSON.parse(Buffer.concat(chunks).toString())
    const probabilities = instances.map((row) => {
      const sum = row.reduce((total, x) => total + x, 0)
      return [sum, 1 - sum]
    })
    const body = JSON.stringify({ probabilities })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
}).listen(port, '127.0.0.1')
