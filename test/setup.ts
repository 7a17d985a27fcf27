/** Random tests draw the same cases every time; `npm run fuzz` draws others. */
import fc from 'fast-check'

fc.configureGlobal({ seed: 20_261_122 })
