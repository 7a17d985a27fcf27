export type PreprocessEntry = { readonly drop_missing: unknown }
export type PostprocessEntry = { readonly head: number }
