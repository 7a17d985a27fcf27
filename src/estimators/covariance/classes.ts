/** Classes of `sklearn.covariance` that are read. */
import type { Classes } from '../reader.ts'
import { readEllipticEnvelope } from './elliptic-envelope.ts'

export const COVARIANCE_CLASSES: Classes = { EllipticEnvelope: readEllipticEnvelope }
