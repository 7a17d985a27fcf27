/** What models and services may be called. */

/** Names that can stand in a URL without escaping. */
export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/
