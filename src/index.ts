/** Brine as a library: `const model = await loadModel('model.pkl'); model.predict(rows)`. */
export { BrineError, ERRORS, type ErrorCode, type ErrorFamily, type Issue, type Where } from './errors.ts'
export type {
  CellFunction,
  FunctionOptions,
  NumberFunction,
  OwnFunctionDeclaration,
  OwnFunctions,
} from './program/own-functions.ts'
export type { InputColumn, MethodName } from './program/program.ts'
export { defineService, type ServiceModule } from './service/definition/define-service.ts'
export { type LoadOptions, loadModel, loadModelBytes } from './service/load.ts'
export { type LoadServiceOptions, loadService } from './service/load-service.ts'
export type { Model, ModelSource } from './service/model.ts'
export type { Output } from './service/outputs.ts'
export type { NumericRows, RowOptions, Rows } from './service/rows.ts'
export type { Service, ServiceAnswer } from './service/service.ts'
export type { OutputSpec, Signature } from './service/signature.ts'
export { type Cell, type DType, type NestedCells, Tensor, TensorList } from './tensor/tensor.ts'
export type { Comparison, Difference, Tolerance } from './verify/compare.ts'
export type { SampleRows } from './verify/samples.ts'
export { type Certificate, type VerifiedMethod, type VerifyOptions, verifyModel } from './verify/verify.ts'
