/** Before any test: the recordings that tests compare with. */
import { unpackFixtures } from '../conformance/fixtures.mjs'

export default unpackFixtures
